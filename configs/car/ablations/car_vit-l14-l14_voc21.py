# Table 3: ViT-L/14 proposes, ViT-L/14 judges (57.6 mIoU)
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(car=dict(proposer=dict(clip=dict(name='ViT-L-14-quickgelu'))))
