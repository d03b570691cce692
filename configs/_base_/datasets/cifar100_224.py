# CIFAR-100 as pictures of 224 pixels
_base_ = './cifar10_224.py'

data_preprocessor = dict(num_classes=100)
train_dataloader = dict(dataset=dict(type='mmpretrain.CIFAR100', data_root='data/cifar100'))
val_dataloader = dict(dataset=dict(type='mmpretrain.CIFAR100', data_root='data/cifar100'))
test_dataloader = val_dataloader
