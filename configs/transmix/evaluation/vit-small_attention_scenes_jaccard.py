# A small ViT that learns the classes of things of `scenes` from crops, and whose class attention on whole scenes is
# compared with where their things are. `scenes` must be there: tools/dataset_converters/make_scenes.py makes it.
_base_ = '../../_base_/schedules/cifar10_adamw.py'

classes = ['bar', 'cross', 'disc', 'moon', 'ring', 'square', 'star', 'triangle']
model = dict(
    type='mmuvp.ClassAttentionClassifier',
    backbone=dict(
        type='mmuvp.ClassAttentionViT',
        arch=dict(embed_dims=96, num_layers=5, num_heads=3, feedforward_channels=288),
        img_size=64,
        patch_size=8),
    head=dict(
        type='mmpretrain.VisionTransformerClsHead',
        num_classes=len(classes),
        in_channels=96,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, )))
data_preprocessor = dict(
    type='mmpretrain.ClsDataPreprocessor',
    num_classes=len(classes),
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    to_rgb=True)
data_root = 'data/scenes/'
crops = dict(type='mmpretrain.CustomDataset', data_root=data_root + 'classification', classes=classes)
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
train_dataloader = dict(
    batch_size=50,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(crops, data_prefix='train', pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(crops, data_prefix='val', pipeline=val_pipeline))
val_evaluator = dict(type='mmpretrain.Accuracy', topk=(1, ))

test_dataloader = dict(
    batch_size=20,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='mmseg.BaseSegDataset',
        data_root=data_root,
        data_prefix=dict(img_path='images/val', seg_map_path='semantic/val'),
        img_suffix='.png',
        pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='mmpretrain.PackInputs', meta_keys=('img_path', 'ori_shape', 'seg_map_path')),
        ]))
# things have the values 1 to 8, stuff those above, and 0 is void
test_evaluator = dict(type='mmuvp.AttentionJaccard', foreground=list(range(1, 9)), ignore_index=0)
