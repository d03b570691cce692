"""One of the captions of an image."""
import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class DrawCaption(BaseTransform):
    """Draw one of several captions of an image.

    Required key: `texts`, a list of dicts with `caption`, as :class:`mmuvp.ImageCaptions` gives it. Changed keys: all
    that the drawn dict has, `caption` and `words`.
    """

    def transform(self, results):
        """Put the drawn caption in the place of the first."""
        results.pop('words', None)
        results.update(results['texts'][np.random.randint(len(results['texts']))])
        return results

    def __repr__(self):
        return f'{type(self).__name__}()'
