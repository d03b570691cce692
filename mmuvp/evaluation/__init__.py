"""Metrics that the stock packages lack."""
from .panoptic_quality import PanopticQuality

__all__ = ['PanopticQuality']
