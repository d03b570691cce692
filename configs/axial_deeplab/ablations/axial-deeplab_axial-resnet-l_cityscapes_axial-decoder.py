# Axial-DeepLab, table B.2: one decoder of axial attention
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(
    panoptic_head=dict(
        semantic_decoder=dict(
            _delete_=True, type='mmuvp.AxialDecoder', stages=[(1, 512), (0, 256)], window=65),
        instance_decoder=None,
        semantic_channels=None,
        instance_channels=None))
