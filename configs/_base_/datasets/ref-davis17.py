# Ref-DAVIS 2017, frame by frame
_base_ = './referring.py'

test_dataloader = dict(dataset=dict(type='mmuvp.RefDAVIS', data_root='data/DAVIS', split='val'))
test_evaluator = dict(_delete_=True, type='mmuvp.ReferringVideoScore')
