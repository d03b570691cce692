# Table 6: background words of the paper's groups (65.8 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(background=('terrestrial', 'man-made'))))
