_base_ = [
    '../_base_/models/mask-rcnn_r50-c4_norms.py', '../_base_/datasets/coco_instance_multi-scale.py',
    '../_base_/schedules/det_1x.py', '../_base_/det_runtime.py'
]

weights = dict(checkpoint='work_dirs/moco-v1_r50_in1k/epoch_200.pth')
model = dict(
    backbone=dict(init_cfg=weights),
    roi_head=dict(shared_head=dict(init_cfg=weights)))
