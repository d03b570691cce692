# UperNet on HLG-Medium
_base_ = './upernet_hlg-small.py'

model = dict(backbone=dict(arch='medium', init_cfg=dict(checkpoint='hlg_medium_in1k.pth')))
