# The logits of patches are not centred (table E.12)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_momentum=1.))
