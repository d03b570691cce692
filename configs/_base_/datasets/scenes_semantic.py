# `scenes` with a label for each pixel, made on first use; its 200 validation images
_base_ = './whole_images.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=14),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmuvp.ScenesSemanticDataset',
        data_root='data/scenes/',
        split='val',
        spec=dict(num_train=2000, num_val=200, width=128, height=128, difficulty='easy', seed=0),
        test_mode=True,
        pipeline=test_pipeline))
