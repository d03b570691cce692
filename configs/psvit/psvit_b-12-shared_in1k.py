_base_ = './psvit_b-12_in1k.py'

model = dict(backbone=dict(share_iterations=True))
