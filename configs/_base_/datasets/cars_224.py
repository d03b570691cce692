# Stanford Cars with the augmentation of ImageNet
_base_ = './imagenet_deit.py'

data_preprocessor = dict(num_classes=196)
train_dataloader = dict(
    batch_size=96,
    dataset=dict(
        _delete_=True, type='mmpretrain.StanfordCars', data_root='data/Stanford_Cars', split='train',
        pipeline=_base_.train_pipeline))
val_dataloader = dict(
    dataset=dict(
        _delete_=True, type='mmpretrain.StanfordCars', data_root='data/Stanford_Cars', split='test',
        pipeline=_base_.test_pipeline))
test_dataloader = val_dataloader
