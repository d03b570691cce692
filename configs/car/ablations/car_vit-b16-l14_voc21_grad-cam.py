# Table 2: Grad-CAM without the affinity of CLIP-ES (41.1 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(affinity=None)))
