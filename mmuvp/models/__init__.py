"""Model components; importing this package registers all of them."""
from . import backbones, heads, layers, losses, pixel_decoders, task_modules

__all__ = ['backbones', 'heads', 'layers', 'losses', 'pixel_decoders', 'task_modules']
