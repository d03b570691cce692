# Two heads ("vanilla", table E.13; without SH, table 6.9)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(neck=dict(shared_layers=0))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(_base_.custom_hooks[1], still=['neck.last_layer', 'neck.patch_last_layer']),
]
