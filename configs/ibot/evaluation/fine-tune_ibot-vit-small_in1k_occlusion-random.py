# Patches of a grid of 14 x 14 are blank, chosen at random
_base_ = '../fine-tune_ibot-vit-small_in1k.py'

data_preprocessor = dict(
    type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchOcclusion', ratio=0.5, grid=14))
