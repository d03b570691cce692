# Section 4.3: the cells of a grid have changed places
_base_ = '../transmix_deit-small_in1k.py'

data_preprocessor = dict(
    type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchShuffle', grid=14))
