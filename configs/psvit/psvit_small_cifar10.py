# For pictures of 32 pixels: a map of 16 x 16, of which 7 x 7 points are read twice.  As many multiply-adds as
# the ViT of vit_small_cifar10.
_base_ = './vit_small_cifar10.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.PSViT',
        arch=dict(embed_dims=96, num_layers=5, num_heads=3, feedforward_channels=288, stem_blocks=(96, 96)),
        num_samples=7,
        num_iterations=2,
        stem='cifar',
        stem_channels=32))
