# Maps of 8 x 8 to 1 x 1 pixels: windows of 4.  About as many multiply-adds as the ViT of vit_small_cifar10.
_base_ = ['../_base_/models/hlg.py', '../_base_/datasets/cifar10_folder.py', '../_base_/schedules/cifar10_adamw.py']

model = dict(
    backbone=dict(
        arch=dict(_delete_=True, channels=(64, 128, 256, 256), num_heads=(2, 4, 8, 8), depths=(2, 2, 2, 2)),
        window=4,
        dilated_window=4,
        drop_path_rate=0.),
    head=dict(num_classes=10, in_channels=256, topk=(1, )),
    train_cfg=None)
