# Figure E.5
_base_ = './ibot_vit-small_in1k_300e.py'

load, crops, masks, pack = _base_.train_dataloader.dataset.pipeline
train_dataloader = dict(dataset=dict(pipeline=[load, crops, dict(masks, ratio=0.05), pack]))
