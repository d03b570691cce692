# Grad-CAM without the affinity of CLIP-ES
_base_ = '../car_vit-tiny_scenes.py'

model = dict(car=dict(proposer=dict(affinity=None)))
