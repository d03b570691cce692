# The settings of MoCo v2 + CO2 (appendix D.1); all else is that of moco-v2_small_cifar10
_base_ = './moco-v2_small_cifar10.py'

model = dict(consistency=dict(type='mmuvp.ConsistencyLoss', temperature=0.05), consistency_weight=0.3)
