# Stand-alone ViP, panoptic: things from the parts, stuff from the final map, upsampled to stride 4.  What of a
# classifier's weights goes with its number of parts starts anew.
model = dict(
    type='mmdet.MaskFormer',
    data_preprocessor=dict(
        type='mmdet.DetDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
        pad_size_divisor=32,
        pad_mask=True,
        mask_pad_value=0,
        pad_seg=True,
        seg_pad_value=255),
    backbone=dict(
        type='mmuvp.ViP',
        arch='small',
        out_type='both',
        all_parts=True,
        out_indices=(3, ),
        out_norm=True,
        mask_padding=True,
        num_parts=100,
        whole_position='sinusoidal',
        drop_path=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='vip_small_in1k.pth', prefix='backbone.')),
    panoptic_head=dict(
        type='mmuvp.ViPPanopticHead',
        in_channels=[768],
        part_channels=768,
        num_things_classes=80,
        num_stuff_classes=53,
        upsampler=dict(type='mmuvp.MapUpsampler', channels=256, num_upsamples=[3])),
    panoptic_fusion_head=dict(type='mmuvp.ViPFusionHead', num_things_classes=80, num_stuff_classes=53),
    test_cfg=dict(score_threshold=0.5, mask_overlap=0.5, stuff_area_limit=4096))
sync_bn = 'torch'
