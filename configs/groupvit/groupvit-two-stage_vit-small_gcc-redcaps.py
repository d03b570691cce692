# The other published weights: two stages, CC3M, CC12M and RedCaps12M, from captions alone
_base_ = [
    '../_base_/models/groupvit.py', '../_base_/datasets/gcc_redcaps_captions.py',
    '../_base_/schedules/groupvit_30e.py', '../_base_/pretraining_runtime.py',
]

model = dict(multi_label_loss=None)
