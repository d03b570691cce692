# Axial-DeepLab, table B.2: the last stage is strided, and its map fused at stride 16, too
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(
    backbone=dict(output_stride=32),
    panoptic_head=dict(
        semantic_decoder=dict(low_levels=[(2, 128), (1, 64), (0, 32)]),
        instance_decoder=dict(low_levels=[(2, 64), (1, 32), (0, 16)])))
