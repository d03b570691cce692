# learns `scenes` in minutes on two cores; the baseline of remax_mask2former_r18_scenes.py
_base_ = './maskformer_r18_scenes.py'

model = dict(
    type='mmdet.Mask2Former',
    panoptic_head=dict(
        type='mmdet.Mask2FormerHead',
        strides=[4, 8, 16, 32],
        num_transformer_feat_level=3,
        pixel_decoder=dict(
            type='mmdet.MSDeformAttnPixelDecoder',
            num_outs=3,
            encoder=dict(layer_cfg=dict(self_attn_cfg=dict(num_levels=3, num_points=4)))),
        loss_cls=dict(loss_weight=2.0),
        loss_mask=dict(_delete_=True, type='mmdet.CrossEntropyLoss', use_sigmoid=True, loss_weight=5.0),
        loss_dice=dict(eps=1.0, loss_weight=5.0)),
    train_cfg=dict(
        num_points=1024,
        assigner=dict(
            match_costs=[
                dict(type='mmdet.ClassificationCost', weight=2.0),
                dict(type='mmdet.CrossEntropyLossCost', weight=5.0, use_sigmoid=True),
                dict(type='mmdet.DiceCost', weight=5.0, pred_act=True, eps=1.0),
            ])),
    test_cfg=dict(filter_low_score=True))
