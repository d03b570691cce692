# MaX-DeepLab-L: wide axial blocks, a decoder stacked twice, of which the pixel path has the first turn
_base_ = './max_deeplab_s.py'

axial = dict(type='mmuvp.PreActAxialBlock', channels=512, width=2)
stride_8 = dict(type='mmuvp.PreActBasicBlock', channels=512)
stride_4 = dict(type='mmuvp.PreActBasicBlock', channels=256)
model = dict(
    backbone=dict(
        encoder=dict(
            _delete_=True,
            type='mmuvp.WideResNet',
            axial=True,
            decoder=[
                dict(stride=8, num_blocks=1, block=stride_8),
                dict(stride=4, num_blocks=1, block=stride_4),
                dict(stride=8, num_blocks=1, block=stride_8),
                dict(stride=16, num_blocks=1, block=axial),
            ]),
        decoder=[
            dict(stride=16, num_blocks=3, block=axial),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=16, num_blocks=3, block=axial),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
        ],
        memory_channels=512,
        first_stage=0,
        reduction=4,
        # the first one at stride 4 after the pixel path
        semantic_stages=[11]),
    panoptic_head=dict(in_channels=[256, 256, 512], auxiliary_semantic_head=dict(aspp=False, low_levels=[])))
