# tools/test.py writes what COCO's test server takes: zip <outfile_prefix>.panoptic.json and the folder beside it
_base_ = './coco_panoptic_deeplab_1025.py'

image_size = (1025, 1025)
ann_file = 'annotations/panoptic_image_info_test-dev2017.json'
test_dataloader = dict(
    dataset=dict(
        ann_file=ann_file,
        data_prefix=dict(_delete_=True, img='test2017/'),
        pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
            dict(type='mmuvp.FixedSizePad', size=image_size),
            dict(type='mmdet.PackDetInputs',
                 meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
        ]))
test_evaluator = dict(
    _delete_=True,
    type='mmuvp.PanopticQuality',
    ann_file='data/coco/' + ann_file,
    format_only=True,
    outfile_prefix='work_dirs/coco_panoptic_test-dev/predictions')
