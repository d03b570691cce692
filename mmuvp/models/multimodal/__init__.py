"""Models of images and words: one file an idea."""
from .background_words import background_words
from .cam_proposals import GradCAMProposals
from .class_embeddings import ClassEmbeddings, read_checkpoints_of
from .clip import CLIP
from .clip_as_rnn import CaRResult, CaRStep, CLIPAsRNN
from .clip_as_rnn_referring import CLIPAsRNNReferring
from .clip_text_encoder import CLIPTextEncoder
from .frozen_clip import FrozenCLIP
from .image_text_contrastive import ImageTextContrastive
from .mask_classifier import MaskClassifier
from .prompt_templates import SCENE_TEMPLATES
from .query_masks import QueryMasks, QuerySegmenter

__all__ = ['CLIP', 'CLIPAsRNN', 'CLIPAsRNNReferring', 'CLIPTextEncoder', 'CaRResult', 'CaRStep', 'ClassEmbeddings',
           'FrozenCLIP', 'GradCAMProposals', 'ImageTextContrastive', 'MaskClassifier', 'QueryMasks', 'QuerySegmenter',
           'SCENE_TEMPLATES', 'background_words', 'read_checkpoints_of']
