# table 14, first row, as its parameters suggest
_base_ = './hlg_small_in1k_dwmlp.py'

model = dict(backbone=dict(mlp='plain', smoothing=False))
