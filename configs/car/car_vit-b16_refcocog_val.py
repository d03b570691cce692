_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/datasets/refcocog.py',
    '../_base_/referring_runtime.py'
]

model = dict(car=dict(proposer=dict(affinity=dict(threshold=0.6)), threshold=0.1))
