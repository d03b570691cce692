_base_ = './semi-1pct_moco-v2_r50_in1k.py'

train_dataloader = dict(dataset=dict(ann_file='meta/train_10percent.txt'))
