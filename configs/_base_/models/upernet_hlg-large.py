# UperNet on HLG-Large
_base_ = './upernet_hlg-small.py'

widths = [128, 256, 512, 1024]
model = dict(
    backbone=dict(arch='large', init_cfg=dict(checkpoint='hlg_large_in1k.pth')),
    decode_head=dict(in_channels=widths),
    auxiliary_head=dict(in_channels=widths[2]))
