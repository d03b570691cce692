# For pictures of 32 pixels: patches of 4 x 4, a stem of stride 2, maps of 16 x 16 to 2 x 2.  As many multiply-adds as
# the ViT of vit_small_cifar10.
_base_ = ['../_base_/models/set.py', '../_base_/datasets/cifar10_folder.py', '../_base_/schedules/cifar10_adamw.py']

model = dict(
    backbone=dict(
        arch='set-8',
        channels=32,
        num_heads=(2, 4, 4, 4),
        patch=4,
        patch_wise=(False, False, True, True),
        image_size=32,
        stem='cifar',
        stem_channels=32,
        drop_path_rate=0.),
    head=dict(num_classes=10, in_channels=512, topk=(1, )))
