# The recipe of the published code where it differs from the paper's
_base_ = './max_s_coco.py'

optim_wrapper = dict(optimizer=dict(_delete_=True, type='Adam', lr=1e-3))
