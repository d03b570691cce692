_base_ = './semi-supervised_moco-v2_r50_in1k-1percent.py'

train_dataloader = dict(dataset=dict(ann_file='meta/train_10percent.txt'))
