# Pascal VOC 2012, 1,449 validation images with 20 classes and the background
_base_ = './whole_images.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=21),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmseg.PascalVOCDataset',
        data_root='data/VOCdevkit/VOC2012',
        data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClass'),
        ann_file='ImageSets/Segmentation/val.txt',
        test_mode=True,
        pipeline=test_pipeline))
