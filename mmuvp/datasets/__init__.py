"""Data sets that the stock packages lack, or lack checks for."""
from .background_challenge import BackgroundChallenge
from .camvid import CamVidDataset
from .caption_shards import CaptionShards
from .cityscapes_panoptic import CityscapesPanopticDataset
from .coco_multi_label import CocoMultiLabel
from .coco_object import COCOObject
from .coco_panoptic import ADE20KPanopticDataset, CocoPanopticDataset, PanopticDatasetMixin
from .id_map_masks import IdMapMasks
from .image_captions import ImageCaptions
from .imagenet_boxes import ImageNetBoxes
from .imagenet_c import ImageNetC
from .imagenet_classes import ImageNetClasses
from .imagenet_subsets import ImageNetA, ImageNetO, ImageNetSubset
from .inaturalist import INaturalist
from .mapillary_panoptic import MapillaryPanopticDataset
from .panoptic_index import PanopticIndex
from .ref_davis import RefDAVIS
from .referring_coco import ReferringCOCO
from .referring_dataset import ReferringDataset
from .revisited_landmarks import RevisitedLandmarks
from .scenes_captions import ScenesCaptions
from .scenes_classification import ScenesClassificationDataset
from .scenes_instances import ScenesInstanceDataset
from .scenes_panoptic import ScenesPanopticDataset
from .scenes_referring import ScenesReferring
from .scenes_semantic import ScenesSemanticDataset
from .voc_presence import VOCPresence
from .wide_seg import WideSegDataset

__all__ = ['ADE20KPanopticDataset', 'BackgroundChallenge', 'COCOObject', 'CamVidDataset', 'CaptionShards',
           'CityscapesPanopticDataset', 'CocoMultiLabel', 'CocoPanopticDataset', 'INaturalist', 'IdMapMasks',
           'ImageCaptions', 'ImageNetA', 'ImageNetBoxes', 'ImageNetC', 'ImageNetClasses', 'ImageNetO',
           'ImageNetSubset', 'MapillaryPanopticDataset', 'PanopticDatasetMixin', 'PanopticIndex', 'RefDAVIS',
           'ReferringCOCO', 'ReferringDataset', 'RevisitedLandmarks', 'ScenesCaptions',
           'ScenesClassificationDataset', 'ScenesInstanceDataset', 'ScenesPanopticDataset', 'ScenesReferring',
           'ScenesSemanticDataset', 'VOCPresence', 'WideSegDataset']
