# DLA-X60+Elastic; with `elastic=None` plain DLA-X60
_base_ = './elastic-resnext.py'

model = dict(
    backbone=dict(_delete_=True, type='mmuvp.ElasticDLA', arch='dla-x60', out_indices=(5, )),
    head=dict(in_channels=1024))
