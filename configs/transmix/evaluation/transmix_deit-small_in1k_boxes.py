# Section 4.4: the tight box of class attention as a localisation on ImageNet val
_base_ = '../transmix_deit-small_in1k.py'

model = dict(type='mmuvp.ClassAttentionClassifier')
test_dataloader = dict(
    dataset=dict(
        type='mmuvp.ImageNetBoxes',
        box_prefix='Annotations/CLS-LOC/val',
        pipeline=[
            dict(type='LoadImageFromFile'),
            # all of the image, so that attention covers it
            dict(type='Resize', scale=(224, 224), backend='pillow', interpolation='bicubic'),
            dict(type='mmpretrain.PackInputs', meta_keys=('img_path', 'ori_shape', 'instances')),
        ]))
test_evaluator = dict(_delete_=True, type='mmuvp.AttentionBoxIoU')
