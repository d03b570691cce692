_base_ = [
    '../_base_/models/elastic-densenet.py', '../_base_/datasets/coco_multi-label_224.py',
    '../_base_/schedules/sgd_36e_multi-label.py', '../_base_/multi_label_runtime.py'
]

model = dict(
    backbone=dict(
        init_cfg=dict(
            type='Pretrained', checkpoint='work_dirs/densenet201-elastic_in1k/epoch_120.pth', prefix='backbone.')),
    head=dict(_delete_=True, in_channels=1808, **_base_.multi_label_head))
