"""Optimizers and their constructors."""
from .flat_decay_constructor import FlatDecayConstructor
from .layer_decay_constructor import LayerDecayConstructor
from .lookahead import Lookahead

__all__ = ['FlatDecayConstructor', 'LayerDecayConstructor', 'Lookahead']
