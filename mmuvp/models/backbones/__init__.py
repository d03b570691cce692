"""Backbones: one file a family."""
from .padded_convnext import PaddedConvNeXt
from .resnet_with_stem import ResNetWithStem

__all__ = ['PaddedConvNeXt', 'ResNetWithStem']
