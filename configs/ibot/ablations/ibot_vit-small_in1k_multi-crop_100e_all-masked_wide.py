# All crops have a mask, and small ones cover 0.2 to 0.4 of an image (e of table E.1)
_base_ = './ibot_vit-small_in1k_multi-crop_100e_all-masked.py'

load, crops, *rest = _base_.train_pipeline
*large, (crop, *colours) = crops.transforms
crops = dict(crops, transforms=[*large, [dict(crop, crop_ratio_range=(0.2, 0.4)), *colours]])
train_dataloader = dict(dataset=dict(pipeline=[load, crops, *rest]))
