# The network of MaX-DeepLab's ablations: Wide-ResNet-41, whose blocks at stride 16, all convolutional, are followed by
# a transformer layer each; the decoder is not stacked
_base_ = './max_deeplab_s.py'

stride_16 = dict(type='mmuvp.PreActBottleneck', channels=512, width=2)
stride_8 = dict(type='mmuvp.PreActBasicBlock', channels=512)
stride_4 = dict(type='mmuvp.PreActBasicBlock', channels=256)
model = dict(
    backbone=dict(
        encoder=dict(_delete_=True, type='mmuvp.WideResNet'),
        decoder=[
            dict(stride=16, num_blocks=3, block=stride_16),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
        ],
        memory_channels=512,
        first_stage=0,
        reduction=4,
        semantic_stages=[1, 2, 4]),
    panoptic_head=dict(in_channels=[256, 512, 2048, 256, 512]))
