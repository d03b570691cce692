# BEiT: a masked patch's token is that of DALL-E's encoder (tables 6.9 and E.19)
_base_ = './ibot_vit-small_in1k_300e_mean-colours.py'

model = dict(
    head=dict(num_embed=_base_.classes),
    target_generator=dict(
        _delete_=True,
        type='mmuvp.FrozenDALLEEncoder',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmselfsup/1.x/target_generator_ckpt/dalle_encoder.pth')))
# the encoder's tokens are 8 pixels wide, and its pixels go from 0.1 to 0.9
data_preprocessor = dict(second_mean=[-31.875] * 3, second_std=[318.75] * 3)
load, colours, flip, _, masks, pack = _base_.train_pipeline
crop = dict(_base_.crop, second_size=112, second_interpolation='lanczos')
train_dataloader = dict(dataset=dict(pipeline=[load, colours, flip, crop, masks, pack]))
