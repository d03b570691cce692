# ADE20K in full, 2,000 validation images with 847 classes; other pixels are not judged.
# tools/dataset_converters/wide_seg_maps.py makes the labels; classes.txt lists the classes in the order of the labels
_base_ = './whole_images.py'

data_root = 'data/ade/ADE20K_847/'
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadWideSegMap'),
    dict(type='mmuvp.CheckSegMap', num_classes=847, ignore_index=65535),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmuvp.WideSegDataset',
        class_file=data_root + 'classes.txt',
        data_root=data_root,
        data_prefix=dict(img_path='images/validation', seg_map_path='annotations/validation'),
        test_mode=True,
        pipeline=test_pipeline))
test_evaluator = dict(ignore_index=65535)
