"""Crops that remember where in the image they lie."""
import copy

from mmcv.transforms.utils import cache_random_params
from mmpretrain.datasets.transforms import MultiView, RandomResizedCrop

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LocatedRandomResizedCrop(RandomResizedCrop):
    """``mmpretrain.RandomResizedCrop`` that tells what it cut out.

    Added key: ``crop``, the left, upper, right and lower border in pixels of the image.
    """

    def transform(self, results):
        """Cut, resize and tell."""
        with cache_random_params(self):
            top, left, height, width = self.rand_crop_params(results['img'])
            results['crop'] = left, top, left + width, top + height
            return super().transform(results)


@TRANSFORMS.register_module()
class LocatedMultiView(MultiView):
    """``mmpretrain.MultiView`` that keeps where its views lie.

    Each view must be cut once, by :class:`LocatedRandomResizedCrop`, and may be flipped horizontally after that.

    Added key: ``crops``, of each view the borders; a flipped one has its left border right of its right one.
    """

    def transform(self, results):
        """Make all views."""
        views = [view(copy.deepcopy(results)) for view in self.transforms]
        results['img'] = [view['img'] for view in views]
        results['crops'] = [self._borders(view) for view in views]
        return results

    @staticmethod
    def _borders(view):
        left, top, right, bottom = view['crop']
        return (right, top, left, bottom) if view.get('flip') else (left, top, right, bottom)
