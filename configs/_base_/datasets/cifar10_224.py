# All of CIFAR-10 as pictures of 224 pixels, with the augmentation of ImageNet; CIFAR-100 changes `type` and the classes
_base_ = './imagenet_deit.py'

# pictures come as red, green and blue, without a file to load
_, crop, flip, rand_augment = _base_.load_and_crop
erasing = dict(fill_color=_base_.erasing['fill_color'][::-1], fill_std=_base_.erasing['fill_std'][::-1])
train_pipeline = [
    crop, flip,
    dict(rand_augment, hparams=dict(rand_augment['hparams'], pad_val=rand_augment['hparams']['pad_val'][::-1])),
    dict(type='mmpretrain.PackInputs'),
]
test_pipeline = _base_.test_pipeline[1:]
data_preprocessor = dict(num_classes=10, to_rgb=False)
train_dataloader = dict(
    batch_size=96,
    dataset=dict(
        _delete_=True, type='mmpretrain.CIFAR10', data_root='data/cifar10_python', split='train',
        pipeline=train_pipeline))
val_dataloader = dict(
    dataset=dict(
        _delete_=True, type='mmpretrain.CIFAR10', data_root='data/cifar10_python', split='test',
        pipeline=test_pipeline))
test_dataloader = val_dataloader
