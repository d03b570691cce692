# iNaturalist 2018 with the augmentation of ImageNet
_base_ = './imagenet_deit.py'

num_classes = 8142
data_preprocessor = dict(num_classes=num_classes)
dataset = dict(
    _delete_=True, type='mmuvp.INaturalist', data_root='data/inat2018', ann_file='train2018.json',
    num_classes=num_classes)
train_dataloader = dict(batch_size=96, dataset=dict(dataset, pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(dataset, ann_file='val2018.json', pipeline=_base_.test_pipeline))
test_dataloader = val_dataloader
