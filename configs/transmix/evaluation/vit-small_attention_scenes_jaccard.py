# A small ViT that learns the classes of things of `scenes` from crops, and whose class attention on whole scenes is
# compared with where their things are. `scenes` must be there: tools/dataset_converters/make_scenes.py makes it.
_base_ = '../../psvit/vit_small_cifar10.py'

classes = ['bar', 'cross', 'disc', 'moon', 'ring', 'square', 'star', 'triangle']
model = dict(
    type='mmuvp.ClassAttentionClassifier',
    backbone=dict(type='mmuvp.ClassAttentionViT', img_size=64, patch_size=8),
    head=dict(num_classes=8))
data_preprocessor = dict(num_classes=8)
data_root = 'data/scenes/'
crops = dict(data_root=data_root + 'classification', classes=classes)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.RandomResizedCrop', scale=64, crop_ratio_range=(0.5, 1.0)),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(type='mmpretrain.PackInputs'),
]
val_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.ResizeEdge', scale=64),
    dict(type='CenterCrop', crop_size=64),
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(crops, pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(crops, data_prefix='val', pipeline=val_pipeline))
test_dataloader = dict(
    batch_size=20,
    dataset=dict(
        _delete_=True,
        type='mmseg.BaseSegDataset',
        data_root=data_root,
        data_prefix=dict(img_path='images/val', seg_map_path='semantic/val'),
        img_suffix='.png',
        pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='mmpretrain.PackInputs', meta_keys=('img_path', 'ori_shape', 'seg_map_path')),
        ]))
# things have the values 1 to 8, stuff those above, and 0 is void
test_evaluator = dict(
    _delete_=True, type='mmuvp.AttentionJaccard', foreground=[1, 2, 3, 4, 5, 6, 7, 8], ignore_index=0)
