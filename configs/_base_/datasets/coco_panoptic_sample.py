# A handful of COCO photographs with their panoptic truth, trained on and tested on whole: every part from
# loading to scoring is exercised at COCO's full protocol.  Link or copy the photographs to `data_root`.
dataset_type = 'mmuvp.CocoPanopticDataset'
data_root = 'data/coco_panoptic_sample/'
image_size = (641, 641)
# sizes of 32 k + 1 keep the corners of all maps together; both photographs are wide
canvas = (641, 449)

pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
    dict(type='mmuvp.FixedSizePad', size=canvas),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
    dict(type='mmuvp.FixedSizePad', size=canvas),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
dataset = dict(
    type=dataset_type,
    data_root=data_root,
    ann_file='annotations/panoptic_val2017.json',
    data_prefix=dict(img='val2017/', seg='annotations/panoptic_val2017/'))
train_dataloader = dict(
    batch_size=2,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=pipeline, **dataset))
val_dataloader = dict(
    batch_size=1,
    num_workers=0,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(pipeline=test_pipeline, test_mode=True, **dataset))
test_dataloader = val_dataloader
val_evaluator = dict(
    type='mmuvp.PanopticQuality',
    ann_file=data_root + 'annotations/panoptic_val2017.json',
    seg_prefix=data_root + 'annotations/panoptic_val2017/')
test_evaluator = val_evaluator
