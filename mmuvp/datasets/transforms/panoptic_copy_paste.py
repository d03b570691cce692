"""Copy-paste of panoptic segments."""
import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmengine.dataset import Compose

from mmuvp.registry import TRANSFORMS

from ..id_map_masks import IdMapMasks
from .instances import refresh_instances
from .loading import VOID


@TRANSFORMS.register_module()
class PanopticCopyPaste(BaseTransform):
    """Paste all things and a random subset of the stuff of a second image onto an image.

    As kMaX-DeepLab trains (Yu et al., "k-means Mask Transformer", ECCV 2022, after Ghiasi et al., CVPR 2021): the
    second image goes through a pipeline of its own; pasted stuff merges with the stuff of its class that is there;
    covered instances shrink, and those with nothing left are dropped. The images are laid over each other at their
    upper left corners, and what lies beyond the first is cut off: pad both to one size before.

    To be used in the pipeline of `mmdet.MultiImageMixDataset`. Required keys: `img`, `gt_masks` without overlaps,
    `gt_bboxes_labels`, `gt_ignore_flags`, `gt_seg_map`, `mix_results`; the same of the second image. Modified keys:
    these, `gt_bboxes`, `img_shape` (it grows to hold what is pasted) and `padding_mask`.

    Args:
        pipeline (Sequence[dict | Callable]): Transforms of the second image.
    """

    def __init__(self, pipeline=()):
        self.pipeline = Compose(pipeline)

    @cache_randomness
    def get_indexes(self, dataset):
        """Draw the second image.

        Args:
            dataset (Sized): The data set that is mixed.

        Returns:
            int: Its index.
        """
        return np.random.randint(len(dataset))

    @cache_randomness
    def _draw_stuff(self, labels):
        return labels[np.random.random_sample(len(labels)) < 0.5]

    def transform(self, results):
        """Paste; returns `None`, i.e. asks for another draw, when the pipeline of the second image does."""
        source = self.pipeline(results['mix_results'][0])
        if source is None:
            return None
        height, width = np.minimum(results['img'].shape[:2], source['img'].shape[:2])
        window = (slice(height), slice(width))
        things = IdMapMasks.from_bitmaps(source['gt_masks'])
        pasted = self._choose(things.id_map[window], source['gt_seg_map'][window])
        self._paste_pixels(results, source, window, pasted)
        self._paste_instances(results, source, things, window, pasted)
        self._extend_content(results, window, pasted)
        return refresh_instances(results)

    def _choose(self, id_map, seg_map):
        """Pixels to paste: bool, of the shape of the maps."""
        is_thing = id_map > 0
        labels = np.flatnonzero(np.bincount(seg_map[~is_thing], minlength=VOID + 1)[:VOID])
        is_chosen = np.zeros(VOID + 1, dtype=bool)
        is_chosen[self._draw_stuff(labels)] = True
        return is_thing | is_chosen[seg_map]

    def _paste_pixels(self, results, source, window, pasted):
        for key in ('img', 'gt_seg_map'):
            target = results[key].astype(np.result_type(results[key], source[key]))
            target[window][pasted] = source[key][window][pasted]
            results[key] = target

    def _paste_instances(self, results, source, things, window, pasted):
        own = IdMapMasks.from_bitmaps(results['gt_masks'])
        id_map = own.id_map.copy()
        numbers = things.id_map[window][pasted]
        id_map[window][pasted] = np.where(numbers > 0, numbers + len(own), 0)
        results['gt_masks'] = IdMapMasks(id_map, len(own) + len(things))
        for key in ('gt_bboxes_labels', 'gt_ignore_flags'):
            results[key] = np.concatenate([results[key], source[key]])

    def _extend_content(self, results, window, pasted):
        rows, columns = np.flatnonzero(pasted.any(1)), np.flatnonzero(pasted.any(0))
        if not len(rows):
            return
        height, width = results['img_shape']
        results['img_shape'] = (max(height, int(rows[-1]) + 1), max(width, int(columns[-1]) + 1))
        if 'padding_mask' in results:
            padding = results['padding_mask'].copy()
            padding[window][pasted] = False
            results['padding_mask'] = padding

    def __repr__(self):
        return f'{type(self).__name__}(pipeline={self.pipeline})'
