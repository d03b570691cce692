# Tables 3 to 5, the paper's own: two stages, CC12M and YFCC14M
_base_ = [
    '../_base_/models/groupvit.py', '../_base_/datasets/cc12m_yfcc_captions.py',
    '../_base_/schedules/groupvit_30e.py', '../_base_/pretraining_runtime.py',
]
