# The cells of a grid have changed places
_base_ = '../fine-tune_ibot-vit-small_in1k.py'

data_preprocessor = dict(
    type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchShuffle', grid=14))
# rows and columns
sweep_values = [(2, 2), (2, 4), (4, 4), (4, 8), (8, 8), (14, 14), (16, 16)]
