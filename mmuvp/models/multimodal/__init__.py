"""Models of images and words."""
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .query_masks import QueryMasks, QuerySegmenter

__all__ = ['CLIPAsRNN', 'CaRResult', 'CaRStep', 'QueryMasks', 'QuerySegmenter']
