# A masked patch's token is what a DINO, trained for 300 epochs without small crops, tells of it (tables 6.9 and E.19)
_base_ = './ibot_vit-small_in1k_300e_mean-colours.py'

classes = _base_.classes
model = dict(
    head=dict(num_embed=classes),
    target_generator=dict(
        _delete_=True,
        type='mmuvp.FrozenBranchTokenizer',
        backbone=dict(type='mmuvp.IBOTVisionTransformer', arch='small', out_type='raw'),
        neck=dict(type='mmuvp.IBOTProjector', in_channels=384, out_channels=classes),
        # the teacher of ibot_vit-small_in1k_300e_no-mim.py
        init_cfg=dict(type='Pretrained', checkpoint='dino_vit-small_in1k_300e.pth')))
data_preprocessor = dict(second_mean=_base_.data_preprocessor.mean, second_std=_base_.data_preprocessor.std)
