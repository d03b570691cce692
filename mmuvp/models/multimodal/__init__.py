"""Models of images and words."""
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN

__all__ = ['CLIPAsRNN', 'CaRResult', 'CaRStep']
