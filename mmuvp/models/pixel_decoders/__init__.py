"""Pixel decoders."""
from .kmax_pixel_decoder import KMaXPixelDecoder

__all__ = ['KMaXPixelDecoder']
