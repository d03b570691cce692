# Pascal VOC 2012, its 1,464 training images alone, in crops of 448; whole images in the test, the shorter side 448
_base_ = ['mmseg::_base_/datasets/pascal_voc12.py', './segmentation.py']

crop = (448, 448)
num_classes = 21
data_preprocessor = dict(size=crop)
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=num_classes)]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    *load_labels,
    dict(type='RandomResize', scale=(2048, 448), ratio_range=(0.5, 2.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=(2048, 448), keep_ratio=True),
    *load_labels,
    dict(type='PackSegInputs'),
]
train_dataloader = dict(batch_size=4, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=16)
