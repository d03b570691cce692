# Pascal VOC 2012 with the labels of SBD, 20 classes and the background, in crops of 513; 4 devices with 4 images each
_base_ = ['mmseg::_base_/datasets/pascal_voc12_aug.py', './segmentation.py']

crop = (513, 513)
num_classes = 21
# a test sees whole images, filled up to the crop: none has a longer side than 500
data_preprocessor = dict(size=crop, test_cfg=dict(size=crop))
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=num_classes)]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    *load_labels,
    dict(type='mmuvp.LogUniformResize', ratio_range=(0.5, 2.0)),
    dict(type='RandomCrop', crop_size=crop),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs'),
]
test_pipeline = [dict(type='LoadImageFromFile'), *load_labels, dict(type='PackSegInputs')]
# scales and flips of the test with --tta
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='TestTimeAug',
        transforms=[
            [dict(type='Resize', scale_factor=k / 4, keep_ratio=True) for k in range(2, 8)],
            _base_.flips,
            *[[step] for step in load_labels],
            [dict(type='PackSegInputs')],
        ]),
]
train_dataloader = dict(
    batch_size=4,
    dataset=dict(
        datasets=[
            dict(_base_.dataset_train, pipeline=train_pipeline),
            dict(_base_.dataset_aug, pipeline=train_pipeline),
        ]))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=16)
