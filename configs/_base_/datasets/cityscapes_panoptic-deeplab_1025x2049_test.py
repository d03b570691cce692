# tools/test.py writes what Cityscapes' test server takes: <outfile_prefix>.panoptic.json and the folder beside it
_base_ = './cityscapes_panoptic-deeplab_1025x2049.py'

image_size = (2049, 1025)
ann_file = 'gtFine/cityscapes_panoptic_test.json'
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
test_dataloader = dict(
    dataset=dict(ann_file=ann_file, data_prefix=dict(_delete_=True, img='leftImg8bit/test/'), pipeline=test_pipeline))
test_evaluator = dict(
    _delete_=True,
    type='mmuvp.PanopticQuality',
    ann_file='data/cityscapes/' + ann_file,
    format_only=True,
    outfile_prefix='work_dirs/cityscapes_panoptic_test/predictions')
tta_pipeline = test_pipeline
