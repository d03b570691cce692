# Two heads of the student with two layers in common, and one of the teacher (table E.13)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(neck=dict(shared_layers=2), teacher=dict(neck=dict(shared_layers=4)))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(_base_.custom_hooks[1], still=['neck.last_layer', 'neck.patch_last_layer']),
]
