_base_ = './simclr_r18_in100.py'

model = dict(consistency=dict(type='mmuvp.ConsistencyLoss', temperature=1.0), consistency_weight=0.07)
