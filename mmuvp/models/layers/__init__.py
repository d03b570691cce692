"""Layers: one file an idea."""
from .aspp import ASPP
from .axial_attention import AxialAttention, AxialAttention1d, RelativePositionTable
from .batch_norm_attention import BatchNormAttention
from .dual_path_layer import DualPathLayer
from .kmax_transformer_decoder import KMaXTransformerDecoder
from .kmeans_attention import KMeansLayer, QuerySelfAttention
from .mask_predictor import MaskPredictor, separable_conv
from .norm import ChannelLayerNorm
from .pixel_stages import PixelStages
from .residual_blocks import PreActAxialBlock, PreActBasicBlock, PreActBottleneck
from .resize import bilinear_resize, bilinear_sample, nearest_resize

__all__ = [
    'ASPP', 'AxialAttention', 'AxialAttention1d', 'BatchNormAttention', 'ChannelLayerNorm', 'DualPathLayer',
    'KMaXTransformerDecoder', 'KMeansLayer', 'MaskPredictor', 'PixelStages', 'PreActAxialBlock', 'PreActBasicBlock',
    'PreActBottleneck', 'QuerySelfAttention', 'RelativePositionTable', 'bilinear_resize', 'bilinear_sample',
    'nearest_resize', 'separable_conv'
]
