"""Layers: one file an idea."""
from .aspp import ASPP
from .axial_attention import AxialAttention, AxialAttention1d, RelativePositionTable
from .axial_bottleneck import AxialBottleneck
from .axial_decoder import AxialDecoder
from .batch_norm_attention import BatchNormAttention
from .class_attention import class_attention_map
from .class_attention_block import ClassAttention, ClassAttentionBlock
from .deeplab_decoder import DeepLabDecoder, DensePredictor
from .dual_path_layer import DualPathLayer
from .kmax_transformer_decoder import KMaXTransformerDecoder
from .kmeans_attention import KMeansLayer, QuerySelfAttention
from .local_attention import LocalAttention2d, RelativePositionWindow
from .local_bottleneck import LocalAttentionBottleneck
from .mask_predictor import MaskPredictor, separable_conv
from .norm import ChannelLayerNorm
from .pixel_stages import PixelStages
from .position_sensitive_attention import PositionSensitiveAttention
from .residual_blocks import PreActAxialBlock, PreActBasicBlock, PreActBottleneck
from .resize import bilinear_resize, bilinear_sample, nearest_resize, resize_factors
from .spatial_reduction_attention import SpatialReductionAttention, SpatialReductionBlock
from .talking_heads_attention import TalkingHeadsAttention, TalkingHeadsBlock

__all__ = [
    'ASPP', 'AxialAttention', 'AxialAttention1d', 'AxialBottleneck', 'AxialDecoder', 'BatchNormAttention',
    'ChannelLayerNorm', 'ClassAttention', 'ClassAttentionBlock', 'DeepLabDecoder', 'DensePredictor',
    'DualPathLayer', 'KMaXTransformerDecoder', 'KMeansLayer', 'LocalAttention2d', 'LocalAttentionBottleneck',
    'MaskPredictor', 'PixelStages', 'PositionSensitiveAttention', 'PreActAxialBlock', 'PreActBasicBlock',
    'PreActBottleneck', 'QuerySelfAttention', 'RelativePositionTable', 'RelativePositionWindow',
    'SpatialReductionAttention', 'SpatialReductionBlock', 'TalkingHeadsAttention', 'TalkingHeadsBlock',
    'bilinear_resize', 'bilinear_sample', 'class_attention_map', 'nearest_resize', 'resize_factors',
    'separable_conv'
]
