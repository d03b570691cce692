_base_ = '../psvit_b-14_in1k.py'

model = dict(backbone=dict(num_iterations=10))
