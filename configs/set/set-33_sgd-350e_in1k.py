_base_ = './set-16_sgd-350e_in1k.py'

model = dict(backbone=dict(arch='set-33', drop_path_rate=0.2))
