_base_ = [
    '../_base_/models/axial-resnet.py', 'mmpretrain::_base_/datasets/imagenet_bs64.py',
    '../_base_/schedules/axial-resnet_130e.py', '../_base_/epoch_runtime.py'
]
