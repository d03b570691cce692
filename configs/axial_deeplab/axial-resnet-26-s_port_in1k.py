# the authors' PyTorch release, whose weights load into this
_base_ = [
    '../_base_/models/axial-resnet_port.py', 'mmpretrain::_base_/datasets/imagenet_bs64.py',
    '../_base_/schedules/axial-resnet_130e.py', '../_base_/epoch_runtime.py'
]

optim_wrapper = dict(optimizer=dict(lr=0.05))
auto_scale_lr = dict(base_batch_size=128)
