# Grad-CAM alone: a single pass, of which no class is dropped
_base_ = '../car_vit-tiny_scenes.py'

model = dict(car=dict(max_steps=1, threshold=0.0, proposer=dict(affinity=None)))
