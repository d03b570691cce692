# Two heads of the student, and one of the teacher, which follows that of class tokens (table E.13)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(neck=dict(shared_layers=0), teacher=dict(neck=dict(shared_layers=4)))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(_base_.custom_hooks[1], still=['neck.last_layer', 'neck.patch_last_layer']),
]
