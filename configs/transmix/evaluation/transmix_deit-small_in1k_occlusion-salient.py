# Section 4.3: the patches are blank that hold most of the class attention of DINO
_base_ = './transmix_deit-small_in1k_occlusion-random.py'

data_preprocessor = dict(
    corruption=dict(
        select='salient',
        measure='attention',
        saliency=dict(
            type='mmuvp.ClassAttentionSaliency',
            backbone=dict(type='mmuvp.ClassAttentionViT', arch='deit-small'),
            # converted by tools/model_converters/convert.py transmix
            checkpoint='checkpoints/dino_deit-small.pth')))
