# Patches of a grid of 8 x 8 are blank, chosen at random
_base_ = '../vit-small_transmix_cifar10.py'

data_preprocessor = dict(
    type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchOcclusion', ratio=0.5, grid=8))
