"""Model components; importing this package registers all of them."""
from . import (
    backbones,
    batch_augments,
    classifiers,
    data_preprocessors,
    detectors,
    heads,
    layers,
    losses,
    multimodal,
    necks,
    pixel_decoders,
    segmentors,
    selfsup,
    task_modules,
)

__all__ = ['backbones', 'batch_augments', 'classifiers', 'data_preprocessors', 'detectors', 'heads', 'layers',
           'losses', 'multimodal', 'necks', 'pixel_decoders', 'segmentors', 'selfsup', 'task_modules']
