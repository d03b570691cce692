# DenseNet201+Elastic; with `elastic=None`, and the `arch` that belongs to it, plain DenseNet201
_base_ = './elastic-resnext.py'

model = dict(
    backbone=dict(_delete_=True, type='mmuvp.ElasticDenseNet', arch='elastic-densenet201', out_indices=(3, )),
    head=dict(in_channels=1808))
