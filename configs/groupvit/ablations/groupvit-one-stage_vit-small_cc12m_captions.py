# Table 1: hard assignment, from captions alone
_base_ = '../groupvit-one-stage_vit-small_cc12m.py'

model = dict(multi_label_loss=None)
train_dataloader = dict(
    dataset=dict(pipeline=[*_base_.crop_and_colour, _base_.tokenize, _base_.pack]))
