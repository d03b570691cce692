"""Pixel decoders."""
from .kmax_pixel_decoder import KMaXPixelDecoder
from .map_upsampler import MapUpsampler

__all__ = ['KMaXPixelDecoder', 'MapUpsampler']
