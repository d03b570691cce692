# SETR-PUP on HLG-Small: its head for four maps, and an auxiliary head on the third
_base_ = './hlg-small_segmentor.py'

model = dict(
    decode_head=dict(
        _base_.head,
        type='mmuvp.HLGUpHead',
        channels=512,
        in_channels=_base_.widths,
        in_index=[0, 1, 2, 3],
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)))
