"""Heads: one file a head."""
from .semantic_heads import ASPPSemanticHead, PanopticDeepLabSemanticHead

__all__ = ['ASPPSemanticHead', 'PanopticDeepLabSemanticHead']
