# Table 3: one stage, CC12M and YFCC14M
_base_ = [
    '../_base_/models/groupvit_one-stage.py', '../_base_/datasets/cc12m_yfcc_captions.py',
    '../_base_/schedules/groupvit_30e.py', '../_base_/pretraining_runtime.py',
]
