# Linear classifiers of 45 learning rates on what iBOT's Swin-T gives: the mean tokens of its last four blocks
_base_ = './ibot-vit_linear.py'

model = dict(
    backbone=dict(
        backbone=dict(
            _delete_=True,
            type='mmuvp.MaskedSwinTransformer',
            arch='tiny',
            last_blocks=4,
            init_cfg=dict(type='Pretrained', checkpoint='ibot_swin-tiny_in1k.pth', prefix='backbone.'))),
    head=dict(in_channels=2 * 384 + 2 * 768))
