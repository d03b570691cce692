# ADE20K, 2,000 validation images with 150 classes; other pixels are not judged
_base_ = './whole_images.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=150),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmseg.ADE20KDataset',
        data_root='data/ade/ADEChallengeData2016',
        data_prefix=dict(img_path='images/validation', seg_map_path='annotations/validation'),
        test_mode=True,
        pipeline=test_pipeline))
