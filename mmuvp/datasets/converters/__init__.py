"""Files for the data sets here from what others publish, and what is counted on them before training."""
from .ade20k import convert_ade20k
from .cityscapes import convert_cityscapes
from .coco_object import convert_coco_instances, convert_coco_stuff
from .imagenet_list import convert_imagenet_list
from .mapillary import convert_mapillary
from .patch_clusters import cluster_patches

__all__ = ['cluster_patches', 'convert_ade20k', 'convert_cityscapes', 'convert_coco_instances',
           'convert_coco_stuff', 'convert_imagenet_list', 'convert_mapillary']
