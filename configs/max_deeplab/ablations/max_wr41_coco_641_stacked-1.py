# MaX-DeepLab, table 4.4: L = 1, PQ 47.1
_base_ = './max_wr41_coco_641.py'

stride_16 = dict(type='mmuvp.PreActBottleneck', channels=512, width=2)
stride_8 = dict(type='mmuvp.PreActBasicBlock', channels=512)
stride_4 = dict(type='mmuvp.PreActBasicBlock', channels=256)
model = dict(
    backbone=dict(
        decoder=[
            dict(stride=16, num_blocks=3, block=stride_16),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=16, num_blocks=3, block=stride_16),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
        ],
        # the first one of the decoder at stride 4
        semantic_stages=[7]),
    panoptic_head=dict(
        in_channels=[256, 256, 512], auxiliary_semantic_head=dict(aspp=False, low_levels=[])))
