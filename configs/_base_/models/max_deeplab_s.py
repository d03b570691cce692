# MaX-DeepLab-S on COCO's classes; batch norms as in the published code.  No weights of its pixel path are published in
# a form that PyTorch reads: set backbone.encoder.init_cfg, or see the README on random weights
norm_cfg = dict(type='BN', eps=1e-3, momentum=0.01, requires_grad=True)
act_cfg = dict(type='ReLU')
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
        type='mmuvp.DualPathNet',
        encoder=dict(type='mmuvp.MaXResNet', output_stride=16),
        decoder=[
            dict(stride=16, num_blocks=1, block=dict(type='mmuvp.PreActAxialBlock', channels=512)),
            dict(stride=8, num_blocks=1, block=dict(type='mmuvp.PreActBottleneck', channels=128)),
            dict(stride=4, num_blocks=1, block=dict(type='mmuvp.PreActBottleneck', channels=64)),
        ],
        num_queries=128,
        memory_channels=256,
        strides=[16],
        first_stage=3,
        reduction=8,
        semantic_stages=[0, 1, 3],
        drop_path=0.2,
        norm_cfg=norm_cfg,
        act_cfg=act_cfg),
    panoptic_head=dict(
        type='mmuvp.MaXHead',
        in_channels=[256, 512, 2048, 256, 256],
        num_things_classes=80,
        num_stuff_classes=53,
        auxiliary_semantic_head=dict(type='mmuvp.PanopticDeepLabSemanticHead', norm_cfg=norm_cfg, act_cfg=act_cfg),
        loss_class=dict(type='mmuvp.PQClassLoss', loss_weight=3.0),
        loss_dice=dict(type='mmuvp.PQDiceLoss', loss_weight=3.0),
        loss_mask_id=dict(type='mmuvp.MaskIDLoss', loss_weight=0.3),
        loss_insdis=dict(
            type='mmuvp.InstanceDiscriminationLoss', num_things_classes=80, loss_weight=1.0, temperature=0.3),
        loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=1.0, num_samples=None),
        norm_cfg=norm_cfg,
        act_cfg=act_cfg),
    panoptic_fusion_head=dict(type='mmuvp.KMaXFusionHead', num_things_classes=80, num_stuff_classes=53),
    train_cfg=dict(assigner=dict(type='mmuvp.MaskSimilarityAssigner')),
    # the paper's area limits, in pixels of the network's input
    test_cfg=dict(
        thing_threshold=0.7,
        stuff_threshold=0.7,
        overlap_threshold=0.,
        pixel_threshold=0.4,
        single_claim=True,
        thing_area=256,
        stuff_area=4096))
# BatchNorm becomes SyncBatchNorm in distributed runs
sync_bn = 'torch'
