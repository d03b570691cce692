# Table 5: another threshold (67.0 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(affinity=dict(threshold=0.5))))
