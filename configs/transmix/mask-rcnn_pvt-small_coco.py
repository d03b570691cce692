# Mask R-CNN for 12 epochs on PVT-Small that learnt ImageNet without TransMix
_base_ = [
    'mmdet::_base_/models/mask-rcnn_r50_fpn.py', 'mmdet::_base_/datasets/coco_instance.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.PVT',
        arch='small',
        out_indices=(0, 1, 2, 3),
        drop_path_rate=0.1,
        init_cfg=dict(
            type='Pretrained', checkpoint='work_dirs/cutmix_pvt-small_in1k/epoch_300.pth', prefix='backbone.')),
    neck=dict(in_channels=[64, 128, 320, 512]))
# PVT's own setting for detectors
optim_wrapper = dict(optimizer=dict(weight_decay=1e-4))
