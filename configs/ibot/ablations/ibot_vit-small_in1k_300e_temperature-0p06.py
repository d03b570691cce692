# Table E.15
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_temperature=dict(end=0.06)))
