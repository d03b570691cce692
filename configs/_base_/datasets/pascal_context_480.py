# Pascal Context, 59 classes and the background, in crops of 480 pixels, 16 images for a step on 4 devices
_base_ = 'mmseg::_base_/datasets/pascal_context.py'

data_preprocessor = dict(
    type='mmseg.SegDataPreProcessor',
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    bgr_to_rgb=True,
    size=(480, 480),
    pad_val=0,
    seg_pad_val=255)
# scales and flips of the test with --tta
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='TestTimeAug',
        transforms=[
            # 0.5 to 1.75 times the size of the test without it
            [dict(type='Resize', scale=(size, size), keep_ratio=True) for size in (260, 390, 520, 650, 780, 910)],
            [dict(type='RandomFlip', prob=0.0, direction='horizontal'),
             dict(type='RandomFlip', prob=1.0, direction='horizontal')],
            [dict(type='LoadAnnotations')],
            [dict(type='PackSegInputs')],
        ]),
]
