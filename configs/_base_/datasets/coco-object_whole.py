# COCO Object, 5,000 validation images with 80 things and the background; tools/dataset_converters/coco_object.py makes
# the labels
_base_ = './whole_images.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=81),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(
    dataset=dict(
        type='mmuvp.COCOObject',
        data_root='data/coco/',
        data_prefix=dict(img_path='val2017', seg_map_path='annotations/coco_object_val2017'),
        test_mode=True,
        pipeline=test_pipeline))
