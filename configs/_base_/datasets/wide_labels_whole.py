# Whole images with labels of 16 bits, where 65535 is not judged; a config names the data set's classes and folders
_base_ = './whole_images.py'

load_wide = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadWideSegMap')]
check_wide = dict(type='mmuvp.CheckSegMap', ignore_index=65535)
test_dataloader = dict(dataset=dict(type='mmuvp.WideSegDataset', test_mode=True))
test_evaluator = dict(ignore_index=65535)
