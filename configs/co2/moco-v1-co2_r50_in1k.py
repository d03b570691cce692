_base_ = './moco-v1_r50_in1k.py'

model = dict(consistency=dict(type='mmuvp.ConsistencyLoss', temperature=0.04), consistency_weight=10)
