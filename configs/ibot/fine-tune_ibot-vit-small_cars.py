# ViT-S/16 fine-tuned on Stanford Cars
_base_ = [
    '../_base_/models/ibot-vit_classifier.py', '../_base_/datasets/cars_224.py',
    '../_base_/schedules/deit_1000e_fine-tuning.py', '../_base_/epoch_runtime.py'
]

model = dict(head=dict(num_classes=196))
*augmentation, pack = _base_.train_pipeline
train_dataloader = dict(
    sampler=dict(type='mmpretrain.RepeatAugSampler'),
    dataset=dict(pipeline=[*augmentation, _base_.erasing, pack]))
optim_wrapper = dict(optimizer=dict(lr=1.125e-4))
