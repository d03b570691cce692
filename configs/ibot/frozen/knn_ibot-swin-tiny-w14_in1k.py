_base_ = './knn_ibot-swin-tiny_in1k.py'

model = dict(backbone=dict(window_size=14))
