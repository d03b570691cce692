_base_ = './psvit_b-10_in1k.py'

model = dict(backbone=dict(share_iterations=True))
