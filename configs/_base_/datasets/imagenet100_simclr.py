# Two views of ImageNet-100 with SimCLR's augmentation; one device with 128 images
_base_ = ['mmpretrain::_base_/datasets/imagenet_bs32_simclr.py']

data_preprocessor = dict(type='mmpretrain.SelfSupDataPreprocessor')
train_dataloader = dict(
    batch_size=128,
    drop_last=True,
    dataset=dict(type='mmuvp.ImageNetClasses', class_file='data/imagenet/imagenet100.txt', num_classes=100))
auto_scale_lr = dict(base_batch_size=128)
