_base_ = './knn_ibot-vit-small_in1k.py'

model = dict(backbone=dict(arch='base'))
