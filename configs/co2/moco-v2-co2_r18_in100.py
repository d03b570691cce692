_base_ = './moco-v2_r18_in100.py'

model = dict(consistency=dict(type='mmuvp.ConsistencyLoss', temperature=0.05), consistency_weight=0.3)
