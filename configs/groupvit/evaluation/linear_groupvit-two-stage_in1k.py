# Linear classifiers of 45 learning rates on the mean of the segments of a frozen GroupViT
_base_ = [
    '../../_base_/datasets/imagenet_linear.py', '../../_base_/schedules/sgd_100e_sweep.py',
    '../../_base_/epoch_runtime.py'
]

model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(
        type='mmuvp.FrozenFeatures',
        backbone=dict(
            type='mmuvp.GroupViT',
            arch='two-stage',
            out_type='pooled',
            init_cfg=dict(type='Pretrained', checkpoint='groupvit_two-stage_gcc-yfcc.pth', prefix='backbone.'))),
    head=dict(type='mmuvp.LinearSweepHead', num_classes=1000, in_channels=384))
