# Table E.15
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_temperature=dict(start=0.05, end=0.08)))
