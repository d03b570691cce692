_base_ = [
    '../_base_/models/remax_r50.py', '../_base_/datasets/coco_panoptic_641.py',
    '../_base_/schedules/remax_150k.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(
        transformer_decoder=dict(num_layers=[1, 1, 1]),
        remask=dict(num_stages=3)))
