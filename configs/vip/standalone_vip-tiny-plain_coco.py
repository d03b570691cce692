_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/datasets/coco_detection_detr_512.py',
    '../_base_/schedules/vip_standalone_150e.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(arch='tiny-plain', init_cfg=dict(checkpoint='vip_tiny-plain_in1k.pth')),
    bbox_head=dict(embed_dims=192))
