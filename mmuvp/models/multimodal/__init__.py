"""Models of images and texts: one file an idea."""
from .class_embeddings import ClassEmbeddings, read_checkpoints_of
from .clip_text_encoder import CLIPTextEncoder
from .image_text_contrastive import ImageTextContrastive

__all__ = ['CLIPTextEncoder', 'ClassEmbeddings', 'ImageTextContrastive', 'read_checkpoints_of']
