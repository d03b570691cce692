# 10 % of ImageNet-1K
_base_ = './semi-supervised_ibot-vit-small_in1k-1percent.py'

train_dataloader = dict(dataset=dict(ann_file='meta/train_10percent.txt'))
