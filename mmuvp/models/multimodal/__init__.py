"""Models of images and words."""
from .clip import CLIP, encode_text, stack_texts
from .clip_readouts import READOUTS, read_out
from .open_clip_network import build_open_clip, read_clip

__all__ = ['CLIP', 'READOUTS', 'build_open_clip', 'encode_text', 'read_clip', 'read_out', 'stack_texts']
