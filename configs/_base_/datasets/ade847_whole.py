# ADE20K in full, 2,000 validation images with 847 classes; other pixels are not judged.
# tools/dataset_converters/wide_seg_maps.py makes the labels from the maps of the data set and classes_847.txt, which
# lists the classes, "number: name" a line
_base_ = './wide_labels_whole.py'

data_root = 'data/ade/ADE20K_2021_17_01/'
class_file = data_root + 'classes_847.txt'
test_pipeline = [*_base_.load_wide, dict(_base_.check_wide, num_classes=847), dict(type='PackSegInputs')]
test_dataloader = dict(
    dataset=dict(
        class_file=class_file,
        data_root=data_root,
        data_prefix=dict(img_path='images/ADE/validation', seg_map_path='labels_847/validation'),
        pipeline=test_pipeline))
