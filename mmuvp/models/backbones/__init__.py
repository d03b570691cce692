"""Backbones: one file a family."""
from .axial_resnet import AxialResNet
from .ca_swin import CASwin
from .cait import CaiT
from .class_attention import ClassAttentionBackbone, check_class_attention, class_attention_backbones
from .class_attention_vit import ClassAttentionDistilledViT, ClassAttentionViT
from .class_attention_xcit import ClassAttentionXCiT
from .class_free_vit import ClassFreeViT
from .dual_path_net import DualPathNet
from .elastic_densenet import ElasticDenseNet
from .elastic_dla import ElasticDLA
from .elastic_resnext import ElasticResNeXt
from .fixed_size_beit import FixedSizeBEiT
from .frozen_features import FrozenFeatures, FrozenParts
from .group_vit import GroupViT
from .hlg import HLG
from .hybrid_vit import HybridViT
from .ibot_vit import IBOTVisionTransformer
from .local_attention_resnet import LocalAttentionResNet
from .masked_swin import MaskedSwinTransformer
from .max_resnet import MaXResNet
from .padded_convnext import PaddedConvNeXt
from .ps_vit import PSViT
from .pvt import PVT
from .resnet_with_stem import ResNetWithStem
from .set import SeT
from .set_vit import SeTViT
from .vip import ViP
from .wide_resnet import WideResNet

__all__ = ['AxialResNet', 'CASwin', 'CaiT', 'ClassAttentionBackbone', 'ClassAttentionDistilledViT',
           'ClassAttentionViT', 'ClassAttentionXCiT', 'ClassFreeViT', 'DualPathNet', 'ElasticDLA', 'ElasticDenseNet',
           'ElasticResNeXt', 'FixedSizeBEiT', 'FrozenFeatures', 'FrozenParts', 'GroupViT', 'HLG', 'HybridViT',
           'IBOTVisionTransformer', 'LocalAttentionResNet', 'MaXResNet', 'MaskedSwinTransformer', 'PSViT', 'PVT',
           'PaddedConvNeXt', 'ResNetWithStem', 'SeT', 'SeTViT', 'ViP', 'WideResNet', 'check_class_attention',
           'class_attention_backbones']
