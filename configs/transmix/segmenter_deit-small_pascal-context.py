# Segmenter's mask transformer on DeiT-S that learnt ImageNet without TransMix
_base_ = './linear_deit-small_pascal-context.py'

model = dict(
    decode_head=dict(
        _delete_=True,
        type='mmseg.SegmenterMaskTransformerHead',
        in_channels=384,
        in_index=0,
        channels=384,
        embed_dims=384,
        num_layers=2,
        num_heads=6,
        dropout_ratio=0.0,
        num_classes=60,
        align_corners=False,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', use_sigmoid=False, loss_weight=1.0)))
