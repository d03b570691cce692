# Table 1: masks matched with segments of HQ-SAM (31.1 mIoU)
_base_ = ['../car_vit-b16-l14_context60.py', '../../_base_/models/hq_sam.py']

model = dict(sam=_base_.hq_sam)
