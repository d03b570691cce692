# The multi-label loss as equation 7 has it, which is content where one prompt of an image is found
_base_ = '../groupvit-one-stage_vit-small_cc12m.py'

model = dict(multi_label_loss=dict(positives='log_of_sum'))
