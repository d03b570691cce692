"""Hooks."""
from .checkpoint_fit_hook import CheckpointFitHook
from .dataset_epoch_hook import DatasetEpochHook
from .initial_validation_hook import InitialValidationHook
from .safe_checkpoint_hook import SafeCheckpointHook
from .self_distillation_hook import SelfDistillationHook
from .separate_clipping_hook import SeparateClippingHook

__all__ = ['CheckpointFitHook', 'DatasetEpochHook', 'InitialValidationHook', 'SafeCheckpointHook',
           'SelfDistillationHook', 'SeparateClippingHook']
