# Table 3: ViT-L/14 proposes, ViT-B/16 judges (14.1 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(
    car=dict(
        proposer=dict(clip=dict(name='ViT-L-14-quickgelu')),
        classifier=dict(clip=dict(name='ViT-B-16-quickgelu'))))
