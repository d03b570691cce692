# table 14, second row: pixels attend to plain windows, but not to the pixels of theirs
_base_ = './hlg_small_in1k_shared-local.py'

model = dict(backbone=dict(local=False))
