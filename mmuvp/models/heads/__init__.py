"""Heads: one file a head."""
from .kmax_fusion_head import KMaXFusionHead
from .kmax_head import KMaXHead
from .max_head import MaXHead
from .relaxed_mask_heads import RelaxedMask2FormerHead, RelaxedMaskFormerHead
from .semantic_heads import ASPPSemanticHead, PanopticDeepLabSemanticHead

__all__ = ['ASPPSemanticHead', 'KMaXFusionHead', 'KMaXHead', 'MaXHead', 'PanopticDeepLabSemanticHead',
           'RelaxedMask2FormerHead', 'RelaxedMaskFormerHead']
