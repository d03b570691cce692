_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/datasets/refcoco+.py',
    '../_base_/referring_runtime.py'
]

model = dict(car=dict(classifier=dict(mask_threshold=0.2), threshold=0.1))
