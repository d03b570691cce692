_base_ = './vip_small_in1k.py'

model = dict(backbone=dict(arch='tiny'), head=dict(in_channels=512))
optim_wrapper = dict(optimizer=dict(weight_decay=0.03))
