"""Model components; importing this package registers all of them."""
from . import backbones, batch_augments, classifiers, detectors, heads, layers, losses, pixel_decoders, task_modules

__all__ = ['backbones', 'batch_augments', 'classifiers', 'detectors', 'heads', 'layers', 'losses', 'pixel_decoders',
           'task_modules']
