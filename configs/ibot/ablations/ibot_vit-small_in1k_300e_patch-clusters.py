# A masked patch's token is the nearest of 4096 clusters of pixels (table E.19)
_base_ = './ibot_vit-small_in1k_300e_mean-colours.py'

clusters = 4096
model = dict(
    head=dict(num_embed=clusters),
    target_generator=dict(
        _delete_=True,
        type='mmuvp.PatchClusterTokenizer',
        num_clusters=clusters,
        # of tools/dataset_converters/cluster_patches.py
        init_cfg=dict(type='Pretrained', checkpoint='imagenet_patch-clusters.pth')))
