_base_ = [
    '../_base_/models/axial-deeplab_xl.py', '../_base_/datasets/cityscapes_panoptic-deeplab_1025x2049.py',
    '../_base_/schedules/panoptic-deeplab_60k.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(num_things_classes=8, num_stuff_classes=11),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=11),
    test_cfg=dict(nms_kernel=13, stuff_area=2048))
