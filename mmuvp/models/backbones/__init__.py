"""Backbones: one file a family."""
from .axial_resnet import AxialResNet
from .local_attention_resnet import LocalAttentionResNet
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .resnet_with_stem import ResNetWithStem

__all__ = ['AxialResNet', 'LocalAttentionResNet', 'MaXResNet', 'PaddedConvNeXt', 'ResNetWithStem']
