"""Expressions that refer to things of an image, as further texts."""
import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class DrawExpressions(BaseTransform):
    """Draw expressions that refer to things of an image.

    They are drawn without replacement, and the caption takes the place of those that are missing.

    Required keys: `expressions`, a list of strings, and `caption`. Changed key: `prompts`, to which they are added.

    Args:
        num_expressions (int): How many are added.

    Raises:
        ValueError: If the number is not positive.
    """

    def __init__(self, num_expressions=1):
        if num_expressions < 1:
            raise ValueError(f'num_expressions must be positive, not {num_expressions}')
        self.num_expressions = num_expressions

    def transform(self, results):
        """Add expressions to the prompts."""
        expressions = results['expressions']
        drawn = [expressions[index] for index in np.random.permutation(len(expressions))[:self.num_expressions]]
        missing = self.num_expressions - len(drawn)
        results['prompts'] = [*results.get('prompts', ()), *drawn, *[results['caption']] * missing]
        return results

    def __repr__(self):
        return f'{type(self).__name__}(num_expressions={self.num_expressions})'
