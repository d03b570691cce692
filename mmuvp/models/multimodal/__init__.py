"""Models of images and texts: one file an idea."""
from .class_embeddings import ClassEmbeddings, read_checkpoints_of

__all__ = ['ClassEmbeddings', 'read_checkpoints_of']
