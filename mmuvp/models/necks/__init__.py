"""Necks: what classifiers have between backbone and head."""
from .activated_pooling import ActivatedPooling, PartPooling
from .projection_layer import ProjectionLayer

__all__ = ['ActivatedPooling', 'PartPooling', 'ProjectionLayer']
