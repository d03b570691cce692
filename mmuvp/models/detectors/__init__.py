"""Detectors, where no stock class serves."""
from .panoptic_deeplab import PanopticDeepLab
from .scale_flip_tta import ScaleFlipTTA

__all__ = ['PanopticDeepLab', 'ScaleFlipTTA']
