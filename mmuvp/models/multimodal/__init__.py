"""Models of images and words: one file an idea."""
from .background_words import background_words
from .cam_proposals import GradCAMProposals
from .clip import CLIP
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .clip_text_encoder import CLIPTextEncoder
from .frozen_clip import FrozenCLIP
from .image_text_contrastive import ImageTextContrastive
from .mask_classifier import MaskClassifier
from .prompt_templates import SCENE_TEMPLATES

__all__ = ['CLIP', 'CLIPAsRNN', 'CLIPTextEncoder', 'CaRResult', 'CaRStep', 'FrozenCLIP', 'GradCAMProposals',
           'ImageTextContrastive', 'MaskClassifier', 'SCENE_TEMPLATES', 'background_words']
