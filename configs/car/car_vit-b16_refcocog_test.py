_base_ = './car_vit-b16_refcocog_val.py'

test_dataloader = dict(dataset=dict(split='test'))
