# Pascal Context with all its 459 classes, 5,105 validation images; tools/dataset_converters/wide_seg_maps.py makes the
# labels, and labels.txt comes with the data set
_base_ = './whole_images.py'

data_root = 'data/VOCdevkit/VOC2010/'
class_file = data_root + 'labels.txt'
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadWideSegMap'),
    dict(type='mmuvp.CheckSegMap', num_classes=459, ignore_index=65535),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmuvp.WideSegDataset',
        class_file=class_file,
        data_root=data_root,
        data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationContext459'),
        ann_file='ImageSets/SegmentationContext/val.txt',
        test_mode=True,
        pipeline=test_pipeline))
test_evaluator = dict(ignore_index=65535)
