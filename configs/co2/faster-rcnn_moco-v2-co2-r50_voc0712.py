_base_ = './faster-rcnn_moco-v1-r50_voc0712.py'

weights = dict(checkpoint='work_dirs/moco-v2-co2_r50_in1k/epoch_200.pth')
model = dict(
    backbone=dict(init_cfg=weights),
    roi_head=dict(shared_head=dict(init_cfg=weights)))
