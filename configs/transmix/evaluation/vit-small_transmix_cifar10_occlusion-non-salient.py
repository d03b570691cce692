# The least salient patches are blank
_base_ = './vit-small_transmix_cifar10_occlusion-salient.py'

data_preprocessor = dict(corruption=dict(select='non-salient'))
