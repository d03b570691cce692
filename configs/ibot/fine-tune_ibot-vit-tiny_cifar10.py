# The small ViT that iBOT has pre-trained on the same pictures without their labels (ibot_vit-tiny_cifar10)
_base_ = '../psvit/vit_small_cifar10.py'

model = dict(
    backbone=dict(
        type='mmuvp.IBOTVisionTransformer',
        qkv_bias=True,
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-tiny_cifar10.pth', prefix='backbone.')))
optim_wrapper = dict(
    constructor='mmpretrain.LearningRateDecayOptimWrapperConstructor', paramwise_cfg=dict(layer_decay_rate=0.75))
