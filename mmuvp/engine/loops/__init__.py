"""Loops of training, validation and test."""
from .frozen_feature_loops import FrozenFeatureTestLoop, FrozenFeatureValLoop
from .resumable_loops import ResumableEpochLoop, ResumableIterLoop

__all__ = ['FrozenFeatureTestLoop', 'FrozenFeatureValLoop', 'ResumableEpochLoop', 'ResumableIterLoop']
