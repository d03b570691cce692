"""Segmentors of classes that are words."""
from .clip_as_rnn_segmentor import CLIPAsRNNSegmentor
from .zero_shot_segmentor import ZeroShotSegmentor

__all__ = ['CLIPAsRNNSegmentor', 'ZeroShotSegmentor']
