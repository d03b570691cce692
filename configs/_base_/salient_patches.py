# The patches that hold most of the class attention of DINO, for `corruption` of a mmuvp.PatchOcclusion
salient_patches = dict(
    select='salient',
    measure='attention',
    saliency=dict(
        type='mmuvp.ClassAttentionSaliency',
        backbone=dict(type='mmuvp.ClassAttentionViT', arch='deit-small'),
        # converted by tools/model_converters/convert.py transmix
        checkpoint='checkpoints/dino_deit-small.pth'))
