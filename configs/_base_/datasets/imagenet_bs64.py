# the stock ImageNet, with what its classes leave to the scope, so that configs of other projects can inherit it
_base_ = 'mmpretrain::_base_/datasets/imagenet_bs64.py'

data_preprocessor = dict(type='mmpretrain.ClsDataPreprocessor')
