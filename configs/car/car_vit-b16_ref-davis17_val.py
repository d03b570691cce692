# Neither the paper nor the published code has settings for Ref-DAVIS 2017: those of RefCOCO in the paper's text
_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/datasets/ref-davis17.py',
    '../_base_/referring_runtime.py'
]
