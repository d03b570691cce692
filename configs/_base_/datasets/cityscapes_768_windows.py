# Cityscapes in crops of 768, tested by sliding windows of that size at one or more scales; 8 devices with 1 image each
_base_ = ['mmseg::_base_/datasets/cityscapes_768x768.py', './segmentation.py']

scale, window = (2049, 1025), 768
windows = dict(mode='slide', crop_size=(window, window), stride=(512, 512))
data_preprocessor = dict(size=(window, window))
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=19)]
train_pipeline = [_base_.train_pipeline[0], *load_labels, *_base_.train_pipeline[2:]]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.WindowResize', scale=scale, window=window),
    *load_labels,
    dict(type='PackSegInputs'),
]
# scales and flips of the test with --tta
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='TestTimeAug',
        transforms=[
            [
                dict(type='mmuvp.WindowResize', scale=(int(scale[0] * k / 4), int(scale[1] * k / 4)), window=window)
                for k in range(2, 8)
            ],
            _base_.flips,
            *[[step] for step in load_labels],
            [dict(type='PackSegInputs')],
        ]),
]
train_dataloader = dict(batch_size=1, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=8)
