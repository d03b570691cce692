# MPP: a masked patch's token is its mean colour with three bits for each channel, without a loss on class tokens
# (table E.19)
_base_ = [
    '../../_base_/models/beit_ibot-vit.py', '../../_base_/datasets/imagenet_masked-crop.py',
    '../../_base_/schedules/ibot_300e.py'
]

model = dict(head=dict(num_embed=512), target_generator=dict(type='mmuvp.MeanColorTokenizer', bits=3))
# there is no teacher that follows
custom_hooks = [dict(type='mmuvp.SeparateClippingHook')]
