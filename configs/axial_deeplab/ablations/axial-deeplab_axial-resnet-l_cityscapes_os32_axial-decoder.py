# Axial-DeepLab, table B.2: output stride 32, and one decoder of axial attention
_base_ = './axial-deeplab_axial-resnet-l_cityscapes_os32.py'

model = dict(
    panoptic_head=dict(
        semantic_decoder=dict(
            _delete_=True, type='mmuvp.AxialDecoder', stages=[(2, 256), (1, 512), (0, 256)], window=65),
        instance_decoder=None,
        semantic_channels=None,
        instance_channels=None))
