# A narrow ResNet-18 learns 5000 images of CIFAR-10 without their labels: maps of 16 x 16 to 2 x 2 pixels.  Keys are
# encoded in four groups, so that shuffling batch norm works in one process.
_base_ = [
    '../_base_/models/moco-v2.py', '../_base_/datasets/cifar10_moco.py', '../_base_/schedules/cifar10_moco.py'
]

model = dict(
    queue_len=2000,
    feat_dim=64,
    momentum=0.01,
    key_groups=4,
    backbone=dict(
        type='mmpretrain.ResNet_CIFAR', depth=18, stem_channels=24, base_channels=24, strides=(2, 2, 2, 2)),
    neck=dict(in_channels=192, hid_channels=192, out_channels=64))
val_cfg = dict(type='mmuvp.FrozenFeatureValLoop', reference_dataloader=_base_.reference_dataloader)
test_cfg = dict(type='mmuvp.FrozenFeatureTestLoop', reference_dataloader=_base_.reference_dataloader)
