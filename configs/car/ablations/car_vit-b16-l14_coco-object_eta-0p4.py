# Table 5: another threshold (35.8 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(car=dict(classifier=dict(mask_threshold=0.4)))
