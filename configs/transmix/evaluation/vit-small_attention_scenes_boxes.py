# As that of the Jaccard index, but the tight box of the attention is compared with those of things
_base_ = './vit-small_attention_scenes_jaccard.py'

test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmdet.CocoDataset',
        data_root=_base_.data_root,
        ann_file='annotations/instances_val.json',
        data_prefix=dict(img='images/val'),
        metainfo=dict(classes=_base_.classes),
        test_mode=True,
        pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='mmpretrain.PackInputs', meta_keys=('img_path', 'ori_shape', 'instances')),
        ]))
test_evaluator = dict(_delete_=True, type='mmuvp.AttentionBoxIoU')
