# Stanford Cars with the augmentation of ImageNet
_base_ = './flowers102_224.py'

data_preprocessor = dict(num_classes=196)
train_dataloader = dict(
    dataset=dict(type='mmpretrain.StanfordCars', data_root='data/Stanford_Cars', split='train'))
val_dataloader = dict(dataset=dict(type='mmpretrain.StanfordCars', data_root='data/Stanford_Cars'))
test_dataloader = val_dataloader
