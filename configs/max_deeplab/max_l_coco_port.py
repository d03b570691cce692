# The recipe of the published code where it differs from the paper's
_base_ = './max_l_coco.py'

# pixels of things smaller than 4096 pixels weigh three times as much in the semantic loss
model = dict(panoptic_head=dict(small_things=(4096, 3.0)))
optim_wrapper = dict(optimizer=dict(_delete_=True, type='Adam', lr=3e-4))
