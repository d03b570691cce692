# The small ViT that ibot_vit-tiny_cifar10 has pre-trained on the same pictures without their labels: its teacher
_base_ = ['../psvit/vit_small_cifar10.py', '../_base_/models/vit_96.py']

model = dict(
    backbone=dict(
        type='mmuvp.IBOTVisionTransformer',
        arch=dict(_base_.small_vit, _delete_=True),
        patch_size=8,
        qkv_bias=True,
        drop_path_rate=0.1,
        init_cfg=dict(
            type='Pretrained', checkpoint='work_dirs/ibot_vit-tiny_cifar10/epoch_60.pth', prefix='teacher.backbone.')),
    head=dict(in_channels=_base_.small_vit.embed_dims))
optim_wrapper = dict(
    constructor='mmpretrain.LearningRateDecayOptimWrapperConstructor', paramwise_cfg=dict(layer_decay_rate=0.75))
