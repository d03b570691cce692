# Table 6: no background words (64.3 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(background=())))
