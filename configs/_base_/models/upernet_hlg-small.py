# UperNet on HLG-Small
_base_ = './hlg-small_segmentor.py'

model = dict(
    decode_head=dict(
        _base_.head,
        type='mmseg.UPerHead',
        channels=512,
        pool_scales=(1, 2, 3, 6),
        in_channels=_base_.widths,
        in_index=[0, 1, 2, 3],
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)))
