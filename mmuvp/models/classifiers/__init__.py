"""Classifiers, where no stock class serves."""
from .transmix_classifier import TransMixClassifier

__all__ = ['TransMixClassifier']
