# table 2.7: 25 % of the paths at low resolution
_base_ = '../dla-x60-elastic_in1k.py'

model = dict(backbone=dict(elastic=dict(low_share=0.25)))
