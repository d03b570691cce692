"""Hooks."""
from .checkpoint_fit_hook import CheckpointFitHook
from .initial_validation_hook import InitialValidationHook
from .safe_checkpoint_hook import SafeCheckpointHook

__all__ = ['CheckpointFitHook', 'InitialValidationHook', 'SafeCheckpointHook']
