"""Models of images and texts: one file an idea."""
from .clip_text_encoder import CLIPTextEncoder
from .image_text_contrastive import ImageTextContrastive

__all__ = ['CLIPTextEncoder', 'ImageTextContrastive']
