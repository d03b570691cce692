_base_ = './mask-rcnn_moco-v1-r50_coco.py'

weights = dict(checkpoint='work_dirs/moco-v1-co2_r50_in1k/epoch_200.pth')
model = dict(
    backbone=dict(init_cfg=weights),
    roi_head=dict(shared_head=dict(init_cfg=weights)))
