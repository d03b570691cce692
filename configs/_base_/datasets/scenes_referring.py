# Expressions for things of `scenes`, made on first use: 495 things in 200 validation images of 128 x 128
_base_ = './referring.py'

test_dataloader = dict(
    dataset=dict(
        type='mmuvp.ScenesReferring',
        data_root='data/scenes/',
        spec=dict(num_train=2000, num_val=200, width=128, height=128, difficulty='easy', seed=0),
        split='val'))
