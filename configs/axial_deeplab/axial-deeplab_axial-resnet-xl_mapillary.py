_base_ = [
    '../_base_/models/axial-deeplab_xl.py', '../_base_/datasets/mapillary_panoptic_2177.py',
    '../_base_/schedules/panoptic-deeplab_150k.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(num_things_classes=37, num_stuff_classes=28),
    panoptic_fusion_head=dict(num_things_classes=37, num_stuff_classes=28),
    test_cfg=dict(nms_kernel=13, stuff_area=4096))
