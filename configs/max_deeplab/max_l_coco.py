_base_ = [
    '../_base_/models/max_deeplab_l.py', '../_base_/datasets/coco_panoptic_deeplab_1025.py',
    '../_base_/schedules/max_400k.py', '../_base_/iter_runtime.py'
]

optim_wrapper = dict(optimizer=dict(lr=3e-4))
