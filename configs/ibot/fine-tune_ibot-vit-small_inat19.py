# ViT-S/16 fine-tuned on iNaturalist 2019
_base_ = [
    '../_base_/models/ibot-vit_classifier.py', '../_base_/datasets/inat19_224.py',
    '../_base_/schedules/deit_1000e_fine-tuning.py', '../_base_/epoch_runtime.py'
]

model = dict(head=dict(num_classes=1010))
*augmentation, pack = _base_.train_pipeline
train_dataloader = dict(
    sampler=dict(type='mmpretrain.RepeatAugSampler'),
    dataset=dict(pipeline=[*augmentation, dict(_base_.erasing, erase_prob=0.1), pack]))
optim_wrapper = dict(optimizer=dict(lr=3.75e-5))
max_epochs = 360
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs)
