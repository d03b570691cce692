"""COCO panoptic files from the labels of other data sets."""
from .ade20k import convert_ade20k
from .cityscapes import convert_cityscapes

__all__ = ['convert_ade20k', 'convert_cityscapes']
