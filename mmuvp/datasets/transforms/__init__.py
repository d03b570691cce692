"""Transforms that the stock packages lack; they work on the results dicts of any mmdet pipeline."""
from .loading import LoadPanopticAnnotations

__all__ = ['LoadPanopticAnnotations']
