# Mask R-CNN for 12 epochs on PVT-Small that learnt ImageNet with TransMix
_base_ = './mask-rcnn_pvt-small_coco.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/transmix_pvt-small_in1k/epoch_300.pth')))
