# The same with one grouping stage, whose 64 group tokens become 8 segments
_base_ = './groupvit.py'

model = dict(backbone=dict(arch='one-stage'))
