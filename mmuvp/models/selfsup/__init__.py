"""Self-supervised algorithms."""
from .ibot import IBOT

__all__ = ['IBOT']
