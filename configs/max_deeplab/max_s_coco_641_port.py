# The recipe of the published code where it differs from the paper's
_base_ = './max_s_coco_641.py'

model = dict(test_cfg=dict(thing_area=100, stuff_area=1600))
optim_wrapper = dict(optimizer=dict(_delete_=True, type='Adam', lr=1e-3))
