# Pascal Context, 59 classes and the background, in crops of 448; whole images in the test, the shorter side 448
_base_ = './pascal_context_480.py'

crop = (448, 448)
data_preprocessor = dict(size=crop)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    *_base_.load_labels,
    dict(type='RandomResize', scale=(2048, 448), ratio_range=(0.5, 2.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop, cat_max_ratio=0.75),
    *_base_.train_pipeline[-3:],
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=(2048, 448), keep_ratio=True),
    *_base_.load_labels,
    dict(type='PackSegInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=16)
