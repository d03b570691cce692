"""mmdet's panoptic data sets, with the checks and the facts that they lack."""
import os.path as osp

from mmdet.datasets import ADE20KPanopticDataset as _ADE20KPanopticDataset
from mmdet.datasets import CocoPanopticDataset as _CocoPanopticDataset

from mmuvp.registry import DATASETS

from .panoptic_index import PanopticIndex


class PanopticDatasetMixin:
    """To be put before an `mmdet.CocoPanopticDataset`.

    It names the segment and category where stock code raises a bare `KeyError`; matches the categories of the json
    to `METAINFO['classes']` by name, whatever their order; finds PNGs by the names in the annotations; keeps
    segments whose box is less than a pixel wide, as some tools write boxes; and adds `is_crowd` to each entry of
    `segments_info`.
    """

    COCOAPI = PanopticIndex

    def parse_data_info(self, raw_data_info):
        """Parse one image; see `mmdet.CocoPanopticDataset.parse_data_info`.

        Raises:
            ValueError: If a segment is of a category that is none of the data set's classes.
        """
        image, segments = raw_data_info['raw_img_info'], raw_data_info['raw_ann_info']
        for segment in segments:
            if segment['category_id'] not in self.cat2label:
                name = self.coco.cats[segment['category_id']]['name']
                raise ValueError(
                    f'{self.ann_file}: segment {segment["id"]} of image {image["img_id"]!r} is of category '
                    f'{segment["category_id"]} ({name!r}), which is none of the classes of {type(self).__name__}')
        data_info = super().parse_data_info(
            dict(raw_img_info=image, raw_ann_info=[_with_extent(segment) for segment in segments]))
        for info, segment in zip(data_info['segments_info'], segments, strict=True):
            info['is_crowd'] = bool(segment.get('iscrowd', 0))
        if data_info['seg_map_path'] is not None:
            data_info['seg_map_path'] = osp.join(self.data_prefix['seg'], image['segm_file'])
        return data_info


def _with_extent(segment):
    x, y, width, height = segment['bbox']
    return dict(segment, area=max(segment['area'], 1), bbox=[x, y, max(width, 1), max(height, 1)])


@DATASETS.register_module()
class CocoPanopticDataset(PanopticDatasetMixin, _CocoPanopticDataset):
    """COCO panoptic: 80 things, 53 stuff; arguments as of `mmdet.CocoPanopticDataset`."""


@DATASETS.register_module()
class ADE20KPanopticDataset(PanopticDatasetMixin, _ADE20KPanopticDataset):
    """ADE20K panoptic: 100 things, 50 stuff; arguments as of `mmdet.CocoPanopticDataset`."""
