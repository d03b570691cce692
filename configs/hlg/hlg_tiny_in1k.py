_base_ = './hlg_small_in1k.py'

model = dict(backbone=dict(arch='tiny'), head=dict(in_channels=512))
