# The teacher names one class of each patch, and its logits are not centred (table E.12)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_labels='hard', patch_momentum=1.))
