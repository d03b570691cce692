# Table 4: other visual prompts (66.1 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(classifier=dict(prompts=('gray', ))))
