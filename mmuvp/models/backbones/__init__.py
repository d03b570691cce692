"""Backbones: one file a family."""
from .axial_resnet import AxialResNet
from .dual_path_net import DualPathNet
from .local_attention_resnet import LocalAttentionResNet
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .ps_vit import PSViT
from .resnet_with_stem import ResNetWithStem
from .set import SeT
from .set_vit import SeTViT
from .vip import ViP
from .wide_resnet import WideResNet

__all__ = ['AxialResNet', 'DualPathNet', 'LocalAttentionResNet', 'MaXResNet', 'PSViT', 'PaddedConvNeXt',
           'ResNetWithStem', 'SeT', 'SeTViT', 'ViP', 'WideResNet']
