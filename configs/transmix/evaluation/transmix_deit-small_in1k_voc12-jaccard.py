# Section 4.4: class attention as a segmentation of PASCAL VOC 2012 val
_base_ = '../transmix_deit-small_in1k.py'

model = dict(type='mmuvp.ClassAttentionClassifier')
test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmseg.PascalVOCDataset',
        data_root='data/VOCdevkit/VOC2012',
        ann_file='ImageSets/Segmentation/val.txt',
        data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClass'),
        pipeline=[
            dict(type='LoadImageFromFile'),
            # all of the image, so that attention covers it
            dict(type='Resize', scale=(224, 224), backend='pillow', interpolation='bicubic'),
            dict(type='mmpretrain.PackInputs', meta_keys=('img_path', 'ori_shape', 'seg_map_path')),
        ]))
test_evaluator = dict(_delete_=True, type='mmuvp.AttentionJaccard', foreground=list(range(1, 21)))
