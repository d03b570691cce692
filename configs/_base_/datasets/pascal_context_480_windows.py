# Pascal Context in crops of 480, tested by sliding windows of that size at one or more scales; 4 devices, 4 images each
_base_ = './pascal_context_480.py'

scale, window = (520, 520), 480
windows = dict(mode='slide', crop_size=(window, window), stride=(320, 320))
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.WindowResize', scale=scale, window=window),
    *_base_.load_labels,
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
            *[[step] for step in _base_.load_labels],
            [dict(type='PackSegInputs')],
        ]),
]
train_dataloader = dict(batch_size=4, dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
auto_scale_lr = dict(base_batch_size=16)
