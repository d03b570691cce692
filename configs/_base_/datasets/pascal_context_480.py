# Pascal Context, 59 classes and the background, in crops of 480 pixels, 16 images for a step on 4 devices
_base_ = ['mmseg::_base_/datasets/pascal_context.py', './segmentation.py']

data_preprocessor = dict(size=(480, 480))
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=60)]
train_pipeline = [_base_.train_pipeline[0], *load_labels, *_base_.train_pipeline[2:]]
test_pipeline = [*_base_.test_pipeline[:2], *load_labels, _base_.test_pipeline[3]]
# scales and flips of the test with --tta
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='TestTimeAug',
        transforms=[
            # 0.5 to 1.75 times the size of the test without it
            [dict(type='Resize', scale=(size, size), keep_ratio=True) for size in (260, 390, 520, 650, 780, 910)],
            _base_.flips,
            *[[step] for step in load_labels],
            [dict(type='PackSegInputs')],
        ]),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
