# Table 2: a single pass (15.2 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(max_steps=1))
