_base_ = './psvit_ti-14_in1k.py'

model = dict(backbone=dict(share_iterations=True))
