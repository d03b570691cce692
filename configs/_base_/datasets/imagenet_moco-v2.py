# Two views of ImageNet with MoCo v2's augmentation; 4 devices with 64 images each
_base_ = 'mmpretrain::_base_/datasets/imagenet_bs32_mocov2.py'

data_preprocessor = dict(type='mmpretrain.SelfSupDataPreprocessor')
train_dataloader = dict(batch_size=64)
auto_scale_lr = dict(base_batch_size=256)
