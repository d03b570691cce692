# without position-sensitivity: the query alone has a relative term
_base_ = '../ps-attention-1p0_conv-stem_in1k.py'

model = dict(backbone=dict(positions=('query', )))
