# A small GroupViT on captions of `scenes`: patches of 8 pixels, one grouping stage, three words of each caption. Its
# projectors are linear, with a norm: what they were trained to make of the mean of segments they then make of each.
_base_ = [
    '../_base_/models/groupvit.py', '../_base_/datasets/scenes_captions.py', '../_base_/schedules/cifar10_adamw.py',
]
custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)

model = dict(
    backbone=dict(
        arch=dict(
            _delete_=True, channels=96, num_heads=3, num_blocks=(2, 1), num_groups=(8, ), num_segments=(8, )),
        img_size=128,
        patch_size=8,
        drop_path_rate=0.0),
    text_encoder=dict(channels=96, num_layers=2, num_heads=3),
    image_projector=dict(in_channels=96, num_layers=1, hid_channels=128),
    text_projector=dict(in_channels=96, num_layers=1, hid_channels=128))
words = dict(type='mmuvp.DrawNounPrompts', num_prompts=3, tagger=_base_.tagger)
train_dataloader = dict(
    dataset=dict(pipeline=[dict(type='LoadImageFromFile'), words, *_base_.pack]))
max_epochs = 10
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
default_hooks = dict(
    logger=dict(interval=10),
    checkpoint=dict(interval=1, save_best='retrieval/image_to_text_R@1', rule='greater'))
