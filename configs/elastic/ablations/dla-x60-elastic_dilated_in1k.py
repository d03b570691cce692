# table 2.6: trained dilated filters
_base_ = '../dla-x60-elastic_in1k.py'

model = dict(backbone=dict(elastic=dict(resampling='dilated')))
