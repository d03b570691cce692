"""Backbones: one file a family."""
from .axial_resnet import AxialResNet
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .resnet_with_stem import ResNetWithStem

__all__ = ['AxialResNet', 'MaXResNet', 'PaddedConvNeXt', 'ResNetWithStem']
