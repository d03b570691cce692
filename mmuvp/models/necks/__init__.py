"""Necks: what classifiers and self-supervised algorithms have between backbone and head."""
from .activated_pooling import ActivatedPooling, PartPooling
from .ibot_projector import IBOTProjector
from .projection_layer import ProjectionLayer

__all__ = ['ActivatedPooling', 'IBOTProjector', 'PartPooling', 'ProjectionLayer']
