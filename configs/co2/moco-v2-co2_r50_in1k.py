_base_ = './moco-v2_r50_in1k.py'

model = dict(consistency=dict(type='mmuvp.ConsistencyLoss', temperature=0.05), consistency_weight=0.3)
