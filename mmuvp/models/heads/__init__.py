"""Heads: one file a head."""
from .aspp_head import ASPPHead
from .dla_head import DLAHead
from .hlg_up_head import HLGUpHead
from .kmax_fusion_head import KMaXFusionHead
from .kmax_head import KMaXHead
from .linear_sweep_head import LinearSweepHead
from .max_head import MaXHead
from .normed_res_layer import NormedResLayer
from .normed_rpn_head import NormedRPNHead
from .panoptic_deeplab_fusion_head import PanopticDeepLabFusionHead
from .panoptic_deeplab_head import PanopticDeepLabHead, resize_instance_maps
from .relaxed_mask_heads import RelaxedMask2FormerHead, RelaxedMaskFormerHead
from .semantic_heads import ASPPSemanticHead, PanopticDeepLabSemanticHead
from .setr_mla_head import SETRMLAHead
from .vip_det_head import ViPDetHead
from .vip_fusion_head import ViPFusionHead
from .vip_panoptic_head import ViPPanopticHead

__all__ = ['ASPPHead', 'ASPPSemanticHead', 'DLAHead', 'HLGUpHead', 'KMaXFusionHead', 'KMaXHead', 'LinearSweepHead',
           'MaXHead', 'NormedRPNHead', 'NormedResLayer', 'PanopticDeepLabFusionHead', 'PanopticDeepLabHead',
           'PanopticDeepLabSemanticHead', 'RelaxedMask2FormerHead', 'RelaxedMaskFormerHead', 'SETRMLAHead',
           'ViPDetHead', 'ViPFusionHead', 'ViPPanopticHead', 'resize_instance_maps']
