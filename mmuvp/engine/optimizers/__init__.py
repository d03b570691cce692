"""Constructors of optimizers."""
from .flat_decay_constructor import FlatDecayConstructor

__all__ = ['FlatDecayConstructor']
