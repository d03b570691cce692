# Without the loss on class tokens (table 6.9)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(class_weight=0.))
