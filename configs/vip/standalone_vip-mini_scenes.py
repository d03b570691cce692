# learns the boxes of `scenes` from the weights of standalone-panoptic_vip-mini_scenes
_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/models/vip_mini.py',
    '../_base_/datasets/scenes_detection.py', '../_base_/schedules/adamw_1500_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        _base_.mini_backbone,
        init_cfg=dict(
            _delete_=True,
            type='Pretrained',
            checkpoint='work_dirs/standalone-panoptic_vip-mini_scenes/iter_1500.pth',
            prefix='backbone.')),
    bbox_head=dict(num_classes=8, embed_dims=128),
    test_cfg=dict(max_per_img=16))
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=500))
