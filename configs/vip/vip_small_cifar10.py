# three stages, at 16, 8 and 4 pixels, of as many multiply-adds as the plain ViT that it is compared with
_base_ = ['../_base_/models/vip.py', '../_base_/datasets/cifar10_folder.py', '../_base_/schedules/cifar10_adamw.py']

model = dict(
    backbone=dict(
        arch=dict(
            _delete_=True,
            strides=(1, 2, 2),
            windows=(8, 8, 4),
            blocks=(1, 2, 1),
            channels=(32, 64, 128),
            num_heads=(2, 4, 8),
            encoder_heads=(2, 4, 8),
            num_parts=(24, 24, 24)),
        stem='cifar',
        drop_path=0.),
    head=dict(num_classes=10, in_channels=128, topk=(1, )),
    train_cfg=None)
