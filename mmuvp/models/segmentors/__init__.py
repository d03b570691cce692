"""Segmentors of classes that are words."""
from .clip_as_rnn_segmentor import CLIPAsRNNSegmentor

__all__ = ['CLIPAsRNNSegmentor']
