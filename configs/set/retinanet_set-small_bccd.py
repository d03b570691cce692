# finds cells from random weights in minutes on two cores
_base_ = [
    '../_base_/models/retinanet_small_bccd.py', '../_base_/datasets/bccd_detection.py',
    '../_base_/schedules/det_adamw_small.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.SeT',
        arch=dict(num_blocks=(1, 2, 2, 2), expansion=2),
        channels=32,
        num_heads=(2, 4, 4, 4),
        patch=4,
        patch_wise=(False, False, True, True),
        image_size=(240, 320),
        stem_channels=32),
    neck=dict(in_channels=[64, 128, 256, 512]))
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=4))
randomness = dict(seed=0)
