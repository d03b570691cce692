# Pascal Context with all its 459 classes, 5,105 validation images; tools/dataset_converters/wide_seg_maps.py makes the
# labels, and labels.txt comes with the data set
_base_ = './wide_labels_whole.py'

data_root = 'data/VOCdevkit/VOC2010/'
class_file = data_root + 'labels.txt'
test_pipeline = [*_base_.load_wide, dict(_base_.check_wide, num_classes=459), dict(type='PackSegInputs')]
test_dataloader = dict(
    dataset=dict(
        class_file=class_file,
        data_root=data_root,
        data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationContext459'),
        ann_file='ImageSets/SegmentationContext/val.txt',
        pipeline=test_pipeline))
