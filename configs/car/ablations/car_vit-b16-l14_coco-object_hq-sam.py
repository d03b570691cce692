# Table 1: masks matched with segments of HQ-SAM (37.6 mIoU)
_base_ = ['../car_vit-b16-l14_coco-object.py', '../../_base_/models/hq_sam.py']

model = dict(sam=_base_.hq_sam)
