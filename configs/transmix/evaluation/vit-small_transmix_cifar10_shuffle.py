# The cells of a grid have changed places
_base_ = '../vit-small_transmix_cifar10.py'

data_preprocessor = dict(
    type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchShuffle', grid=4))
