# Table 3: ViT-B/16 proposes, ViT-B/16 judges (54.1 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(classifier=dict(clip=dict(name='ViT-B-16-quickgelu'))))
