"""Layers: one file an idea."""
from .aggregation_tree import AggregationRoot, AggregationTree
from .aspp import ASPP
from .axial_attention import AxialAttention, AxialAttention1d, RelativePositionTable
from .axial_bottleneck import AxialBottleneck
from .axial_decoder import AxialDecoder
from .batch_norm_attention import BatchNormAttention
from .biased_attention import BiasedAttention
from .class_attention import class_attention_map
from .class_attention_block import ClassAttention, ClassAttentionBlock
from .deeplab_decoder import DeepLabDecoder, DensePredictor
from .dense_layer import DenseLayer, DensePath
from .dual_path_layer import DualPathLayer
from .elastic import Elastic, ElasticSettings, elastic_layers
from .elastic_bottleneck import BottleneckPath, ElasticBottleneck
from .group_assignment import GroupAssignment, one_group_each
from .grouping_block import GroupingBlock
from .grouping_stage import GroupingStage
from .hlg_layer import HLGLayer
from .iterative_aggregation import BilinearUpsampling, IterativeAggregation
from .kmax_transformer_decoder import KMaXTransformerDecoder
from .kmeans_attention import KMeansLayer, QuerySelfAttention
from .layer_scale_block import LayerScaleBlock
from .local_attention import LocalAttention2d, RelativePositionWindow
from .local_bottleneck import LocalAttentionBottleneck
from .local_global_attention import LocalGlobalAttention, MapAttention
from .mask_predictor import MaskPredictor, separable_conv
from .norm import ChannelLayerNorm
from .normed_attention import NormedAttention
from .part_encoder import PartEncoder
from .part_whole_stage import PartWholeStage
from .patch_wise_attention import PatchWiseAttention
from .pixel_stages import PixelStages
from .pixel_wise_attention import PixelWiseAttention
from .position_bias import KeyAxis, PositionBias
from .position_sensitive_attention import PositionSensitiveAttention
from .progressive_sampling import ProgressiveSampling, regular_points, sample_points
from .residual_blocks import PreActAxialBlock, PreActBasicBlock, PreActBottleneck
from .resize import bilinear_resize, bilinear_sample, nearest_resize, resize_factors
from .separable_bottleneck import SeparableBottleneck
from .spatial_reduction_attention import SpatialReductionAttention, SpatialReductionBlock
from .talking_heads_attention import TalkingHeadsAttention, TalkingHeadsBlock
from .token_mixer import TokenMixer
from .whole_decoder import WholeDecoder
from .window_attention import FactorisedRelativePosition, WindowAttention
from .window_to_global_layer import WindowToGlobalLayer

__all__ = ['ASPP', 'AggregationRoot', 'AggregationTree', 'AxialAttention', 'AxialAttention1d', 'AxialBottleneck',
           'AxialDecoder', 'BatchNormAttention', 'BiasedAttention', 'BilinearUpsampling', 'BottleneckPath',
           'ChannelLayerNorm', 'ClassAttention', 'ClassAttentionBlock', 'DeepLabDecoder', 'DenseLayer', 'DensePath',
           'DensePredictor', 'DualPathLayer', 'Elastic', 'ElasticBottleneck', 'ElasticSettings',
           'FactorisedRelativePosition', 'GroupAssignment', 'GroupingBlock', 'GroupingStage', 'HLGLayer',
           'IterativeAggregation', 'KMaXTransformerDecoder', 'KMeansLayer', 'KeyAxis', 'LayerScaleBlock',
           'LocalAttention2d', 'LocalAttentionBottleneck', 'LocalGlobalAttention', 'MapAttention', 'MaskPredictor',
           'NormedAttention', 'PartEncoder', 'PartWholeStage', 'PatchWiseAttention', 'PixelStages',
           'PixelWiseAttention', 'PositionBias', 'PositionSensitiveAttention', 'PreActAxialBlock', 'PreActBasicBlock',
           'PreActBottleneck', 'ProgressiveSampling', 'QuerySelfAttention', 'RelativePositionTable',
           'RelativePositionWindow', 'SeparableBottleneck', 'SpatialReductionAttention', 'SpatialReductionBlock',
           'TalkingHeadsAttention', 'TalkingHeadsBlock', 'TokenMixer', 'WholeDecoder', 'WindowAttention',
           'WindowToGlobalLayer', 'bilinear_resize', 'bilinear_sample', 'class_attention_map', 'elastic_layers',
           'nearest_resize', 'one_group_each', 'regular_points', 'resize_factors', 'sample_points', 'separable_conv']
