_base_ = './ps-attention-1p0_conv-stem_in1k.py'

model = dict(backbone=dict(width=0.5), head=dict(in_channels=1024))
