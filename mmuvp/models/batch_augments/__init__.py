"""Batch augmentations, for the ``train_cfg`` of classifiers."""
from .transmix import BATCH_AUGMENTS, Paste, TransMix

__all__ = ['BATCH_AUGMENTS', 'Paste', 'TransMix']
