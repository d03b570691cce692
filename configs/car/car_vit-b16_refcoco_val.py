# The published settings; the paper's text has the prompts circle and blur
_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/datasets/refcoco.py',
    '../_base_/referring_runtime.py'
]

model = dict(car=dict(classifier=dict(prompts=('circle', ))))
