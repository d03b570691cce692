# Wide axial blocks at stride 16
_base_ = './max_deeplab_wr41.py'

axial = dict(type='mmuvp.PreActAxialBlock', channels=512, width=2)
stride_8 = dict(type='mmuvp.PreActBasicBlock', channels=512)
stride_4 = dict(type='mmuvp.PreActBasicBlock', channels=256)
model = dict(
    backbone=dict(
        encoder=dict(axial=True),
        decoder=[
            dict(stride=16, num_blocks=3, block=axial),
            dict(stride=8, num_blocks=3, block=stride_8),
            dict(stride=4, num_blocks=3, block=stride_4),
        ]))
