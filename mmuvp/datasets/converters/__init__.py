"""COCO panoptic files from the labels of other data sets."""
from .ade20k import convert_ade20k
from .cityscapes import convert_cityscapes
from .mapillary import convert_mapillary

__all__ = ['convert_ade20k', 'convert_cityscapes', 'convert_mapillary']
