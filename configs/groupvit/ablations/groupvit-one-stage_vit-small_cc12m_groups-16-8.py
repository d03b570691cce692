# Table 2: 16 group tokens, 8 segments
_base_ = '../groupvit-one-stage_vit-small_cc12m.py'

model = dict(
    backbone=dict(
        arch=dict(
            _delete_=True, channels=384, num_heads=6, num_blocks=(6, 6), num_groups=(16, ), num_segments=(8, ))))
