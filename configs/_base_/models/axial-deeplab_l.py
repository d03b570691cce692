# Axial-DeepLab-L on COCO's classes: Axial-ResNet-L of output stride 16 with a stem of three convolutions, and
# Panoptic-DeepLab's two decoders without ASPP.  Other widths change `width` and `in_channels`.  No weights of these
# networks are published: train from random weights, or set backbone.init_cfg to those of ImageNet.
norm_cfg = dict(type='BN', eps=1e-3, momentum=0.01, requires_grad=True)
model = dict(
    type='mmuvp.PanopticDeepLab',
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
        type='mmuvp.AxialResNet',
        depth=50,
        width=1.0,
        stem='deep_conv',
        output_stride=16,
        # pixels further away than 32 are not attended to, as in the paper's counts of multiply-adds
        window=65),
    panoptic_head=dict(
        type='mmuvp.PanopticDeepLabHead',
        in_channels=[256, 512, 1024, 2048],
        num_things_classes=80,
        num_stuff_classes=53,
        semantic_decoder=dict(
            type='mmuvp.DeepLabDecoder', context='conv', channels=256, low_levels=[(1, 64), (0, 32)]),
        instance_decoder=dict(
            type='mmuvp.DeepLabDecoder', context='conv', channels=256, low_levels=[(1, 32), (0, 16)],
            fused_channels=128),
        loss_semantic=dict(type='mmuvp.SampledSemanticLoss', num_samples=None, top_fraction=0.2),
        loss_centre=dict(type='mmuvp.MapRegressionLoss', kind='l2', loss_weight=200.0),
        loss_offset=dict(type='mmuvp.MapRegressionLoss', kind='l1', loss_weight=0.01),
        norm_cfg=norm_cfg),
    panoptic_fusion_head=dict(type='mmuvp.PanopticDeepLabFusionHead', num_things_classes=80, num_stuff_classes=53),
    train_cfg=dict(sigma=8, small_area=4096, small_weight=3.0),
    test_cfg=dict(centre_threshold=0.1, nms_kernel=41, top_k=200, stuff_area=4096))
# BatchNorm becomes SyncBatchNorm in distributed runs
sync_bn = 'torch'
