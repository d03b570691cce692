# learns the boxes of `scenes` in minutes on two cores: half the width of ViP-Ti
_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/models/vip_narrow.py',
    '../_base_/datasets/scenes_detection.py', '../_base_/schedules/adamw_1500_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        arch=dict(_delete_=True, **_base_.narrow_arch),
        num_parts=None,
        drop_path=0.,
        init_cfg=None),
    bbox_head=dict(num_classes=8, embed_dims=256),
    test_cfg=dict(max_per_img=16))
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=500))
