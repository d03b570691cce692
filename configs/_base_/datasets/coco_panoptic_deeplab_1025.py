# COCO panoptic for DeepLab: images of half to one and a half times the size at which they fit, cropped and padded to
# 1025 x 1025; nothing is pasted, and crowds are labelled
_base_ = './coco_panoptic_1281.py'

dataset_type = 'mmuvp.CocoPanopticDataset'
data_root = 'data/coco/'
image_size = (1025, 1025)

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.5, 1.5)),
    dict(type='mmuvp.FixedSizeCrop', size=image_size),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type=dataset_type,
        data_root=data_root,
        ann_file='annotations/panoptic_train2017.json',
        data_prefix=dict(img='train2017/', seg='annotations/panoptic_train2017/'),
        pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
