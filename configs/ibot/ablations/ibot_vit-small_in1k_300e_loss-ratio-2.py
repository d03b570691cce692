# Twice the weight of the loss on class tokens, in comparison (table E.16)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_weight=0.5))
