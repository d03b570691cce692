"""Mapillary Vistas in panoptic form."""
from mmdet.datasets import CocoPanopticDataset as _CocoPanopticDataset
from mmseg.datasets.mapillary import MapillaryDataset_v1

from mmuvp.registry import DATASETS

from .coco_panoptic import PanopticDatasetMixin

THINGS = (
    'Bird', 'Ground Animal', 'Crosswalk - Plain', 'Person', 'Bicyclist', 'Motorcyclist', 'Other Rider',
    'Lane Marking - Crosswalk', 'Banner', 'Bench', 'Bike Rack', 'Billboard', 'Catch Basin', 'CCTV Camera',
    'Fire Hydrant', 'Junction Box', 'Mailbox', 'Manhole', 'Phone Booth', 'Street Light', 'Pole', 'Traffic Sign Frame',
    'Utility Pole', 'Traffic Light', 'Traffic Sign (Back)', 'Traffic Sign (Front)', 'Trash Can', 'Bicycle', 'Boat',
    'Bus', 'Car', 'Caravan', 'Motorcycle', 'Other Vehicle', 'Trailer', 'Truck', 'Wheeled Slow')
_COLOURS = dict(zip(MapillaryDataset_v1.METAINFO['classes'], MapillaryDataset_v1.METAINFO['palette'], strict=True))
STUFF = tuple(name for name in _COLOURS if name not in THINGS and name != 'Unlabeled')


@DATASETS.register_module()
class MapillaryPanopticDataset(PanopticDatasetMixin, _CocoPanopticDataset):
    """Mapillary Vistas 1.2: 37 things, then 28 stuff.

    Takes the files of `tools/dataset_converters/mapillary_panoptic.py`, or a COCO panoptic json, with its PNGs, whose
    categories have the readable names of Vistas' `config.json`.

    Args:
        **kwargs: Arguments of `mmdet.CocoPanopticDataset`.
    """

    METAINFO = dict(
        classes=THINGS + STUFF,
        thing_classes=THINGS,
        stuff_classes=STUFF,
        palette=[tuple(_COLOURS[name]) for name in THINGS + STUFF])
