# Images of their own size, and the masks of what expressions refer to; a config names the data set
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadReferredMask'),
    dict(
        type='mmdet.PackDetInputs',
        meta_keys=('img_path', 'ori_shape', 'img_shape', 'text', 'gt_masks', 'ref_id', 'sequence')),
]
test_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(test_mode=True, pipeline=test_pipeline))
test_evaluator = dict(type='mmuvp.ReferringIoU')
