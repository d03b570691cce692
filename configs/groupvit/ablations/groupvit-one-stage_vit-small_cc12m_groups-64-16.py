# Table 2: 64 group tokens, 16 segments
_base_ = '../groupvit-one-stage_vit-small_cc12m.py'

model = dict(
    backbone=dict(
        arch=dict(
            _delete_=True, channels=384, num_heads=6, num_blocks=(6, 6), num_groups=(64, ), num_segments=(16, ))))
