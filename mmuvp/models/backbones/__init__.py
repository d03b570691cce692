"""Backbones: one file a family."""
from .axial_resnet import AxialResNet
from .cait import CaiT
from .class_attention import ClassAttentionBackbone, check_class_attention, class_attention_backbones
from .class_attention_vit import ClassAttentionDistilledViT, ClassAttentionViT
from .dual_path_net import DualPathNet
from .local_attention_resnet import LocalAttentionResNet
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .ps_vit import PSViT
from .resnet_with_stem import ResNetWithStem
from .wide_resnet import WideResNet

__all__ = [
    'AxialResNet', 'CaiT', 'ClassAttentionBackbone', 'ClassAttentionDistilledViT', 'ClassAttentionViT',
    'DualPathNet', 'LocalAttentionResNet', 'MaXResNet', 'PSViT', 'PaddedConvNeXt', 'ResNetWithStem',
    'WideResNet', 'check_class_attention', 'class_attention_backbones'
]
