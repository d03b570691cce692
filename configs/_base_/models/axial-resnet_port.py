# Axial-ResNet-26-S as in the authors' PyTorch release: tables as long as the maps of images of 224 pixels
_base_ = './axial-resnet.py'

model = dict(
    backbone=dict(
        depth=26,
        width=0.5,
        stem_channels=None,
        stride_mode='pool',
        # of the first block of a stage, and of those behind its stride
        span=(56, (56, 28), (28, 14), (14, 7))),
    head=dict(in_channels=1024))
