# BEiT and DINO together: self-distillation of class tokens, while a masked patch's token is that of DALL-E's encoder
# (table 6.9)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(
    type='mmuvp.TokenizedSelfDistillation',
    patch_head=dict(
        type='mmpretrain.BEiTV1Head',
        embed_dims=384,
        num_embed=8192,
        loss=dict(type='mmpretrain.CrossEntropyLoss')),
    target_generator=dict(
        type='mmuvp.FrozenDALLEEncoder',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmselfsup/1.x/target_generator_ckpt/dalle_encoder.pth')),
    # the encoder's tokens are 8 pixels wide, and its pixels go from 0.1 to 0.9
    tokenizer_size=112,
    tokenizer_mean=-31.875,
    tokenizer_std=318.75)
