# kMaX-DeepLab with ResNet-50 on COCO's classes; batch norms as in the published code
norm_cfg = dict(type='BN', eps=1e-3, momentum=0.01, requires_grad=True)
model = dict(
    type='mmdet.MaskFormer',
    data_preprocessor=dict(
        type='mmdet.DetDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        pad_mask=True,
        mask_pad_value=0,
        pad_seg=True,
        seg_pad_value=255),
    backbone=dict(
        type='mmdet.ResNet',
        depth=50,
        norm_cfg=norm_cfg,
        norm_eval=False,
        style='pytorch',
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50')),
    panoptic_head=dict(
        type='mmuvp.KMaXHead',
        in_channels=[256, 512, 1024, 2048],
        num_things_classes=80,
        num_stuff_classes=53,
        num_queries=128,
        pixel_decoder=dict(type='mmuvp.KMaXPixelDecoder', num_blocks=[1, 5, 1, 1]),
        transformer_decoder=dict(type='mmuvp.KMaXTransformerDecoder', num_layers=[2, 2, 2], drop_path=0.2),
        auxiliary_semantic_head=dict(type='mmuvp.PanopticDeepLabSemanticHead'),
        loss_class=dict(type='mmuvp.PQClassLoss', loss_weight=3.0),
        loss_dice=dict(type='mmuvp.PQDiceLoss', loss_weight=3.0),
        loss_mask_id=dict(type='mmuvp.MaskIDLoss', loss_weight=0.3),
        loss_insdis=dict(type='mmuvp.PixelInsdisLoss', loss_weight=1.0),
        loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=1.0)),
    panoptic_fusion_head=dict(type='mmuvp.KMaXFusionHead', num_things_classes=80, num_stuff_classes=53),
    train_cfg=dict(assigner=dict(type='mmuvp.MaskSimilarityAssigner')),
    test_cfg=dict(thing_threshold=0.7, stuff_threshold=0.5, overlap_threshold=0.8))
# BatchNorm becomes SyncBatchNorm in distributed runs
sync_bn = 'torch'
