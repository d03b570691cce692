# Oxford Flowers-102 with the augmentation of ImageNet; it learns the pictures of both training and validation
_base_ = './imagenet_deit.py'

data_preprocessor = dict(num_classes=102)
train_dataloader = dict(
    batch_size=96,
    dataset=dict(
        _delete_=True, type='mmpretrain.Flowers102', data_root='data/Flowers102', split='trainval',
        pipeline=_base_.train_pipeline))
val_dataloader = dict(
    dataset=dict(
        _delete_=True, type='mmpretrain.Flowers102', data_root='data/Flowers102', split='test',
        pipeline=_base_.test_pipeline))
test_dataloader = val_dataloader
