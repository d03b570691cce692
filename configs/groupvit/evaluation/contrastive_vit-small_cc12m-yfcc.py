# The network of table 4's baselines: ViT-S that learns from captions alone, with the mean of its patches as the image
_base_ = '../groupvit-two-stage_vit-small_cc12m-yfcc.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmpretrain.VisionTransformer',
        arch='deit-small',
        out_type='raw',
        with_cls_token=False,
        drop_path_rate=0.1),
    multi_label_loss=None)
train_dataloader = dict(
    dataset=dict(pipeline=[*_base_.crop_and_colour, _base_.tokenize, _base_.pack]))
