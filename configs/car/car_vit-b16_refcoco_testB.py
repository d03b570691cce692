_base_ = './car_vit-b16_refcoco_val.py'

test_dataloader = dict(dataset=dict(split='testB'))
