"""Models of images and words."""
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .clip_as_rnn_referring import CLIPAsRNNReferring

__all__ = ['CLIPAsRNN', 'CLIPAsRNNReferring', 'CaRResult', 'CaRStep']
