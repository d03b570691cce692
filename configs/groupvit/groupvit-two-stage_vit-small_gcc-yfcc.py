# The published weights: two stages, CC3M, CC12M and YFCC14M
_base_ = [
    '../_base_/models/groupvit.py', '../_base_/datasets/gcc_yfcc_captions.py',
    '../_base_/schedules/groupvit_30e.py', '../_base_/pretraining_runtime.py',
]
