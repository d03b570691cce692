"""Optimizers and their constructors."""
from .flat_decay_constructor import FlatDecayConstructor
from .lookahead import Lookahead

__all__ = ['FlatDecayConstructor', 'Lookahead']
