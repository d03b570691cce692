# Table 5: another threshold (36.1 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(car=dict(proposer=dict(affinity=dict(threshold=0.4))))
