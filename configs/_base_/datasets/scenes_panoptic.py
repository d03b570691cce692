# `scenes`, made on first use: 2,000 training and 200 validation images of 128 x 128
dataset_type = 'mmuvp.ScenesPanopticDataset'
data_root = 'data/scenes/'
spec = dict(num_train=2000, num_val=200, width=128, height=128, difficulty='easy', seed=0)
# sizes of 32 k + 1 keep the corners of all maps together
canvas = (129, 129)

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmuvp.FixedSizePad', size=canvas),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmuvp.FixedSizePad', size=canvas),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape')),
]
train_dataloader = dict(
    batch_size=8,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(type=dataset_type, data_root=data_root, split='train', spec=spec, pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=8,
    num_workers=1,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type, data_root=data_root, split='val', spec=spec, test_mode=True, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    type='mmuvp.PanopticQuality',
    ann_file=data_root + 'annotations/panoptic_val.json',
    seg_prefix=data_root + 'annotations/panoptic_val')
test_evaluator = val_evaluator
