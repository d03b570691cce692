_base_ = './parts-56_ibot-vit-small_in1k.py'

model = dict(backbone=dict(num_patches=7))
