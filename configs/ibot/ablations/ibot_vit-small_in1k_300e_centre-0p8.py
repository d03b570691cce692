# Table E.15
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_momentum=0.8))
