"""Models of images and texts: one file an idea."""
from .clip import CLIP, encode_text, stack_texts
from .clip_readouts import READOUTS, read_out
from .clip_text_encoder import CLIPTextEncoder
from .image_text_contrastive import ImageTextContrastive
from .open_clip_network import build_open_clip, read_clip

__all__ = ['CLIP', 'CLIPTextEncoder', 'ImageTextContrastive', 'READOUTS', 'build_open_clip', 'encode_text', 'read_clip',
           'read_out', 'stack_texts']
