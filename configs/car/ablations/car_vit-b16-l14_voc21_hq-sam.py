# Table 1: masks matched with segments of HQ-SAM (70.2 mIoU)
_base_ = ['../car_vit-b16-l14_voc21.py', '../../_base_/models/hq_sam.py']

model = dict(sam=_base_.hq_sam)
