"""Files for the data sets here from what others publish."""
from .ade20k import convert_ade20k
from .cityscapes import convert_cityscapes
from .imagenet_list import convert_imagenet_list
from .mapillary import convert_mapillary

__all__ = ['convert_ade20k', 'convert_cityscapes', 'convert_imagenet_list', 'convert_mapillary']
