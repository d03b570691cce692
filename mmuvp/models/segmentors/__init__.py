"""Segmentors, where no stock class serves."""
from .zero_shot_segmentor import ZeroShotSegmentor

__all__ = ['ZeroShotSegmentor']
