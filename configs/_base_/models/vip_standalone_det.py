# Stand-alone ViP, detection: boxes and classes of the parts.  What of a classifier's weights goes with its number of
# parts starts anew.
model = dict(
    type='mmdet.SingleStageDetector',
    data_preprocessor=dict(
        type='mmdet.DetDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
        pad_size_divisor=1),
    backbone=dict(
        type='mmuvp.ViP',
        arch='tiny',
        out_type='parts',
        all_parts=True,
        mask_padding=True,
        num_parts=100,
        whole_position='sinusoidal',
        drop_path=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='vip_tiny_in1k.pth', prefix='backbone.')),
    bbox_head=dict(
        type='mmuvp.ViPDetHead',
        num_classes=80,
        embed_dims=512,
        loss_cls=dict(type='mmdet.CrossEntropyLoss', loss_weight=1.0),
        loss_bbox=dict(type='mmdet.L1Loss', loss_weight=5.0),
        loss_iou=dict(type='mmdet.GIoULoss', loss_weight=2.0)),
    test_cfg=dict(max_per_img=100))
sync_bn = 'torch'
