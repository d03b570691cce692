"""Necks: what classifiers have between backbone and head."""
from .activated_pooling import ActivatedPooling, PartPooling

__all__ = ['ActivatedPooling', 'PartPooling']
