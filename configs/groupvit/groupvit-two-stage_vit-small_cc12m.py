# Table 3: two stages, CC12M
_base_ = [
    '../_base_/models/groupvit.py', '../_base_/datasets/cc12m_captions.py',
    '../_base_/schedules/groupvit_30e.py', '../_base_/pretraining_runtime.py',
]
