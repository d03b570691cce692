"""Backbones: one file a family."""
from .max_resnet import MaXResNet
from .axial_resnet import AxialResNet
from .padded_convnext import PaddedConvNeXt
from .resnet_with_stem import ResNetWithStem

__all__ = ['AxialResNet', 'MaXResNet', 'PaddedConvNeXt', 'ResNetWithStem']
