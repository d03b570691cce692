# section 4.5: self-attention of the parts in place of their linear combination
_base_ = '../vip_small_in1k.py'

model = dict(backbone=dict(reasoning='attention'))
