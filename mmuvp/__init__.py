"""mmuvp: unified visual perception for the OpenMMLab stack.

Importing the package is cheap: it creates the child registries of scope
``mmuvp`` and applies the compatibility settings.  Components are imported the
first time that a registry is asked for one of them.
"""
from . import compat, registry
from .version import __version__

compat.apply()


def __getattr__(name):
    """Expose ``get_model``, ``list_models`` and ``checkpoints`` without importing them."""
    import importlib
    if name in ('get_model', 'list_models'):
        return getattr(importlib.import_module('mmuvp.apis'), name)
    if name in ('apis', 'checkpoints', 'datasets', 'engine', 'evaluation', 'models', 'visualization'):
        return importlib.import_module(f'mmuvp.{name}')
    raise AttributeError(f"module 'mmuvp' has no attribute {name!r}")


__all__ = ['__version__', 'compat', 'registry', 'get_model', 'list_models']
