# All large crops have a mask (b of table E.1)
_base_ = './ibot_vit-small_in1k_multi-crop_100e.py'

load, crops, masks, pack = _base_.train_pipeline
train_dataloader = dict(dataset=dict(pipeline=[load, crops, dict(masks, ratio=0.3, variance=0.2), pack]))
