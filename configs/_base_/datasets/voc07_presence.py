# Pascal VOC 2007 for judgements of features: 20 classes, each there or not; trainval is the reference
data_preprocessor = dict(
    type='mmpretrain.ClsDataPreprocessor', mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.ResizeEdge', scale=256, edge='short', backend='pillow'),
    dict(type='mmpretrain.CenterCrop', crop_size=224),
    dict(type='mmpretrain.PackInputs'),
]
test_dataloader = dict(
    batch_size=64,
    num_workers=5,
    collate_fn=dict(type='default_collate'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='mmuvp.VOCPresence', data_root='data/VOCdevkit/VOC2007', split='test', pipeline=test_pipeline))
test_cfg = dict(
    type='mmuvp.FrozenFeatureTestLoop',
    reference_dataloader=dict(
        test_dataloader,
        dataset=dict(
            type='mmuvp.VOCPresence', data_root='data/VOCdevkit/VOC2007', split='trainval', pipeline=test_pipeline)))
