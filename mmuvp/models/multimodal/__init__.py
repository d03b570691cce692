"""Models of images and words."""
from .background_words import background_words
from .cam_proposals import GradCAMProposals
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .frozen_clip import FrozenCLIP
from .mask_classifier import MaskClassifier
from .prompt_templates import SCENE_TEMPLATES
from .query_masks import QueryMasks, QuerySegmenter

__all__ = ['CLIPAsRNN', 'CaRResult', 'CaRStep', 'FrozenCLIP', 'GradCAMProposals', 'MaskClassifier',
           'QueryMasks', 'QuerySegmenter', 'SCENE_TEMPLATES', 'background_words']
