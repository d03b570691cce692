# Table 3: ViT-L/14 proposes, ViT-L/14 judges (32.5 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(car=dict(proposer=dict(clip=dict(name='ViT-L-14-quickgelu'))))
