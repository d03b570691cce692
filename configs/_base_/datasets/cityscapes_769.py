# Cityscapes in crops of 769, tested on whole images of their own size; 8 devices with 2 images each
_base_ = ['mmseg::_base_/datasets/cityscapes_769x769.py', './segmentation.py']

crop = (769, 769)
data_preprocessor = dict(size=crop)
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=19)]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    *load_labels,
    dict(type='RandomResize', scale=(2048, 1024), ratio_range=(0.5, 2.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs'),
]
test_pipeline = [dict(type='LoadImageFromFile'), *load_labels, dict(type='PackSegInputs')]
train_dataloader = dict(batch_size=2, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=16)
