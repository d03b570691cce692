"""Loading of panoptic truth."""
import numpy as np
from mmdet.datasets.transforms import LoadAnnotations

from mmuvp.registry import TRANSFORMS

from ..id_map_masks import IdMapMasks
from ..panoptic_png import number_listed_ids, read_panoptic_png

VOID = 255


@TRANSFORMS.register_module()
class LoadPanopticAnnotations(LoadAnnotations):
    """Load boxes, labels, masks and the semantic map of a panoptic image, without panopticapi.

    Required keys: `instances`, `segments_info` (`id`, `category`, `is_thing`, `is_crowd`), `seg_map_path`, `img_id`,
    `height` and `width` (`ori_shape` when the image is loaded), as the panoptic data sets of mmuvp give them.
    Those of mmdet do not tell crowds from stuff, so they serve with `crowd_as_void=False` only.

    Added keys, for N things that are no crowds: `gt_bboxes` (N boxes), `gt_bboxes_labels` (N, ) int64,
    `gt_ignore_flags` (N, ) bool, `gt_masks` (:class:`mmuvp.datasets.IdMapMasks`, N masks), and `gt_seg_map` (H, W)
    uint8 of class labels with 255 where void.

    Args:
        with_bbox (bool): Whether to load boxes.
        with_label (bool): Whether to load labels.
        with_mask (bool): Whether to load masks.
        with_seg (bool): Whether to load the semantic map.
        crowd_as_void (bool): Whether crowd regions are void in the semantic map, as the COCO protocol has them,
            instead of pixels of their class.
        box_type (str): Box type of mmdet.
        backend_args (dict, optional): Storage backend.

    Raises:
        FileNotFoundError: If the PNG is missing.
        ValueError: If the PNG cannot be read, is of another size than its image, or has other segment ids than the
            json; the message names the file.
    """

    def __init__(self, with_bbox=True, with_label=True, with_mask=True, with_seg=True, crowd_as_void=True,
                 box_type='hbox', backend_args=None):
        super().__init__(with_bbox=with_bbox, with_label=with_label, with_mask=with_mask, with_seg=with_seg,
                         box_type=box_type, backend_args=backend_args)
        self.crowd_as_void = crowd_as_void

    def transform(self, results):
        """Add the truth to the results of an image loader."""
        if self.with_bbox:
            self._load_bboxes(results)
        if self.with_label:
            self._load_labels(results)
        if self.with_mask or self.with_seg:
            self._load_segments(results)
        return results

    def _load_segments(self, results):
        segments = results['segments_info']
        places = self._load_places(results, [segment['id'] for segment in segments])
        if self.with_mask:
            is_thing = np.array([False] + [bool(segment['is_thing']) for segment in segments])
            numbers = np.cumsum(is_thing, dtype=np.uint16) * is_thing
            results['gt_masks'] = IdMapMasks(numbers.take(places), int(is_thing.sum()))
        if self.with_seg:
            labels = np.array([VOID] + [self._label(segment) for segment in segments], dtype=np.uint8)
            results['gt_seg_map'] = labels.take(places)
            results['ignore_index'] = VOID

    def _load_places(self, results, ids):
        """1 + place of the segment of each pixel in `segments_info`, 0 where void: uint16 (H, W)."""
        path = results['seg_map_path']
        if path is None:
            raise ValueError(
                f'Image {results["img_id"]!r} has no panoptic PNG: give the data set `data_prefix=dict(seg=...)`.')
        shape = results.get('ori_shape', (results['height'], results['width']))
        pixel_ids = read_panoptic_png(path, shape, self.backend_args)
        try:
            return number_listed_ids(pixel_ids, ids)
        except ValueError as error:
            raise ValueError(f'The panoptic PNG {path} and its json entry do not agree: {error}.') from error

    def _label(self, segment):
        if not self.crowd_as_void:
            return segment['category']
        if 'is_crowd' not in segment:
            raise ValueError(
                'LoadPanopticAnnotations: `segments_info` does not say which segments are crowds. Use a panoptic '
                'data set of mmuvp (e.g. `mmuvp.CocoPanopticDataset`), or set `crowd_as_void=False`.')
        return VOID if segment['is_crowd'] else segment['category']

    def __repr__(self):
        return (f'{type(self).__name__}(with_bbox={self.with_bbox}, with_label={self.with_label}, '
                f'with_mask={self.with_mask}, with_seg={self.with_seg}, crowd_as_void={self.crowd_as_void})')
