"""Drawing random transforms anew until enough is labelled."""
import copy

import numpy as np
from mmcv.transforms import BaseTransform
from mmengine.dataset import Compose

from mmuvp.registry import TRANSFORMS

from .loading import VOID


@TRANSFORMS.register_module()
class RedrawUntilLabelled(BaseTransform):
    """Apply random transforms, and apply them anew while too few pixels of the outcome are labelled.

    kMaX-DeepLab draws scale and crop anew while 4096 pixels or fewer of the truth at stride 4 are labelled, since
    its losses sample that many. An image that never gets there is given as it came out best.

    Required keys: `gt_seg_map` after the transforms. Modified keys: those of the transforms.

    Args:
        transforms (Sequence[dict | Callable]): What to draw, e.g. jitter, crop and flip.
        min_labelled (int): The number of labelled pixels that must be exceeded.
        stride (int): Only every `stride`-th row and column counts.
        max_draws (int): How often to draw at most.
    """

    def __init__(self, transforms, min_labelled=4096, stride=4, max_draws=10):
        self.transforms = Compose(transforms)
        self.min_labelled = min_labelled
        self.stride = stride
        self.max_draws = max_draws

    def transform(self, results):
        """Draw; returns `None` if the transforms do every time."""
        best, most = None, -1
        for _ in range(self.max_draws):
            drawn = self.transforms(copy.deepcopy(results))
            if drawn is None:
                continue
            labelled = np.count_nonzero(drawn['gt_seg_map'][::self.stride, ::self.stride] != VOID)
            if labelled > most:
                best, most = drawn, labelled
            if labelled > self.min_labelled:
                break
        return best

    def __repr__(self):
        return (f'{type(self).__name__}(transforms={self.transforms}, min_labelled={self.min_labelled}, '
                f'stride={self.stride}, max_draws={self.max_draws})')
