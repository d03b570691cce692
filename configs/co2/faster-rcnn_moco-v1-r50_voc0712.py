_base_ = [
    '../_base_/models/faster-rcnn_r50-c4_norms.py', '../_base_/datasets/voc0712_multi-scale.py',
    '../_base_/schedules/det_24k.py', '../_base_/det_iter_runtime.py'
]

weights = dict(checkpoint='work_dirs/moco-v1_r50_in1k/epoch_200.pth')
model = dict(
    backbone=dict(init_cfg=weights),
    roi_head=dict(shared_head=dict(init_cfg=weights), bbox_head=dict(num_classes=20)))
