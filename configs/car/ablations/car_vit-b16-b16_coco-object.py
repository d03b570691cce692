# Table 3: ViT-B/16 proposes, ViT-B/16 judges (15.9 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(car=dict(classifier=dict(clip=dict(name='ViT-B-16-quickgelu'))))
