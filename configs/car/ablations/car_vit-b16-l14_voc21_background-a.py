# Table 6: background words of the paper's groups (64.9 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(background=('aquatic-atmospheric', ))))
