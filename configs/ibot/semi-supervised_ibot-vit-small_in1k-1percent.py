# ViT-S/16 and the first layer of its projection head, fine-tuned on 1 % of ImageNet-1K
_base_ = [
    '../_base_/models/ibot-vit_classifier.py', '../_base_/datasets/imagenet_deit_erasing.py',
    '../_base_/schedules/deit_1000e_fine-tuning.py', '../_base_/epoch_runtime.py'
]

model = dict(
    neck=dict(
        type='mmuvp.ProjectionLayer',
        in_channels=384,
        channels=2048,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='neck.')),
    head=dict(in_channels=2048))
train_dataloader = dict(
    sampler=dict(type='mmpretrain.RepeatAugSampler'),
    # tools/dataset_converters/imagenet_list.py makes it from SimCLR's list
    dataset=dict(ann_file='meta/train_1percent.txt'))
optim_wrapper = dict(optimizer=dict(lr=1e-5))
auto_scale_lr = dict(base_batch_size=1024)
