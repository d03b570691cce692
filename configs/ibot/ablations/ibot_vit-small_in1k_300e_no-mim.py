# Self-distillation of class tokens alone: DINO (table 6.9)
_base_ = './ibot_vit-small_in1k_300e.py'

load, crops, _, pack = _base_.train_dataloader.dataset.pipeline
model = dict(backbone=dict(with_mask_token=False))
train_dataloader = dict(dataset=dict(pipeline=[load, crops, pack]))
