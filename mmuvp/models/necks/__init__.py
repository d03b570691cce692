"""Necks: what classifiers and self-supervised algorithms have between backbone and head."""
from .activated_pooling import ActivatedPooling, PartPooling
from .ibot_projector import IBOTProjector

__all__ = ['ActivatedPooling', 'IBOTProjector', 'PartPooling']
