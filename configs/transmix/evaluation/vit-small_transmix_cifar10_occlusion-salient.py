# The most salient patches are blank; saliency is the class attention of the plain ViT, trained before
_base_ = './vit-small_transmix_cifar10_occlusion-random.py'

data_preprocessor = dict(
    corruption=dict(
        select='salient',
        measure='attention',
        saliency=dict(
            type='mmuvp.ClassAttentionSaliency',
            backbone=_base_.model.backbone,
            checkpoint='work_dirs/vit_small_cifar10/epoch_15.pth')))
