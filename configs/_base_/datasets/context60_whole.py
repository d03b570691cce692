# Pascal Context, 5,105 validation images with 59 classes and the background
_base_ = './whole_images.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=60),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmseg.PascalContextDataset',
        data_root='data/VOCdevkit/VOC2010/',
        data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClassContext'),
        ann_file='ImageSets/SegmentationContext/val.txt',
        test_mode=True,
        pipeline=test_pipeline))
