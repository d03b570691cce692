# On the class token and the mean patch of the last block
_base_ = './linear_ibot-vit-small_in1k.py'

model = dict(
    backbone=dict(
        num_outputs=1,
        mean_patches=True,
        backbone=dict(
            arch='base',
            out_indices=[11],
            out_type='raw',
            init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth'))),
    head=dict(in_channels=2 * 768))
