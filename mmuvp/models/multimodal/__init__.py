"""Models of images and texts: one file an idea."""
from .background_words import background_words
from .cam_proposals import GradCAMProposals
from .clip import CLIP, encode_text, stack_texts
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .clip_readouts import READOUTS, read_out
from .clip_text_encoder import CLIPTextEncoder
from .frozen_clip import FrozenCLIP
from .image_text_contrastive import ImageTextContrastive
from .mask_classifier import MaskClassifier
from .open_clip_network import build_open_clip, read_clip
from .prompt_templates import SCENE_TEMPLATES

__all__ = ['CLIP', 'CLIPAsRNN', 'CLIPTextEncoder', 'CaRResult', 'CaRStep', 'FrozenCLIP', 'GradCAMProposals',
           'ImageTextContrastive', 'MaskClassifier', 'READOUTS', 'SCENE_TEMPLATES', 'background_words',
           'build_open_clip', 'encode_text', 'read_clip', 'read_out', 'stack_texts']
