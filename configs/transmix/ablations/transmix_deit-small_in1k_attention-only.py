# labels by attention alone, equation 4.7, in the place of the mean of attention and area
_base_ = '../transmix_deit-small_in1k.py'

model = dict(label_mixing=dict(type='mmuvp.AttentionLabels', area_weight=0.0))
