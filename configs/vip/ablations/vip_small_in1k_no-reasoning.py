# section 4.5: parts that do not communicate
_base_ = '../vip_small_in1k.py'

model = dict(backbone=dict(reasoning=None))
