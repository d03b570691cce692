# table 5, SGD; with patch-wise attention in the last two stages, which SGD trains better (section 3.5)
_base_ = [
    '../_base_/models/set.py', '../_base_/datasets/imagenet_bs64.py', '../_base_/schedules/set_sgd_350e.py',
    '../_base_/epoch_runtime.py'
]

model = dict(backbone=dict(patch_wise=(False, False, True, True)))
