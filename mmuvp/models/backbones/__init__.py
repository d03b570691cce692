"""Backbones: one file a family."""
from .dual_path_net import DualPathNet
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .resnet_with_stem import ResNetWithStem
from .wide_resnet import WideResNet

__all__ = ['DualPathNet', 'MaXResNet', 'PaddedConvNeXt', 'ResNetWithStem', 'WideResNet']
