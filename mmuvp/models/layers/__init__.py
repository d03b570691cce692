"""Layers: one file an idea."""
from .aspp import ASPP
from .axial_attention import AxialAttention, AxialAttention1d, RelativePositionTable
from .axial_bottleneck import AxialBottleneck
from .axial_decoder import AxialDecoder
from .deeplab_decoder import DeepLabDecoder, DensePredictor
from .kmax_transformer_decoder import KMaXTransformerDecoder
from .kmeans_attention import KMeansLayer, QuerySelfAttention
from .local_attention import LocalAttention2d, RelativePositionWindow
from .local_bottleneck import LocalAttentionBottleneck
from .mask_predictor import MaskPredictor, separable_conv
from .norm import ChannelLayerNorm
from .position_sensitive_attention import PositionSensitiveAttention
from .residual_blocks import PreActAxialBlock, PreActBottleneck
from .resize import bilinear_resize, bilinear_sample, nearest_resize, resize_factors

__all__ = [
    'ASPP', 'AxialAttention', 'AxialAttention1d', 'AxialBottleneck', 'AxialDecoder', 'ChannelLayerNorm',
    'DeepLabDecoder', 'DensePredictor', 'KMaXTransformerDecoder', 'KMeansLayer', 'LocalAttention2d',
    'LocalAttentionBottleneck', 'MaskPredictor', 'PositionSensitiveAttention', 'PreActAxialBlock', 'PreActBottleneck',
    'QuerySelfAttention', 'RelativePositionTable', 'RelativePositionWindow', 'bilinear_resize', 'bilinear_sample',
    'nearest_resize', 'resize_factors', 'separable_conv'
]
