# A single pass
_base_ = '../car_vit-tiny_scenes.py'

model = dict(car=dict(max_steps=1))
