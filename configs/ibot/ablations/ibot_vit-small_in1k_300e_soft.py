# The teacher's distributions of patches have the student's temperature (table E.12)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_temperature=dict(start=0.1, end=0.1)))
