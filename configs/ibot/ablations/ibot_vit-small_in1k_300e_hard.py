# The teacher names one class of each patch (table E.12)
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(head=dict(patch_labels='hard'))
