_base_ = './car_vit-b16_refcoco+_val.py'

test_dataloader = dict(dataset=dict(split='testA'))
