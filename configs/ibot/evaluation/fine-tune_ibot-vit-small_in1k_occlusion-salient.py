# The patches are blank that hold most of the attention of one head of DINO
_base_ = './fine-tune_ibot-vit-small_in1k_occlusion-random.py'

data_preprocessor = dict(
    corruption=dict(
        select='salient',
        measure='attention',
        saliency=dict(
            type='mmuvp.ClassAttentionSaliency',
            backbone=dict(type='mmuvp.ClassAttentionViT', arch='deit-small'),
            head=1,
            # converted by tools/model_converters/convert.py transmix
            checkpoint='checkpoints/dino_deit-small.pth')))
