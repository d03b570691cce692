"""Pascal VOC as images that have an object of a class, or none."""
import numpy as np
from mmpretrain.datasets import VOC

from mmuvp.registry import DATASETS


@DATASETS.register_module()
class VOCPresence(VOC):
    """Images of Pascal VOC, and for each class whether an object of it is there.

    Entries have `gt_score`, (classes, ): 1 where an object of the class is there, 0 where none is, and -1, which does
    not count, where all of them are marked as difficult, as in the benchmark's own lists of images of a class.

    Args:
        **kwargs: Arguments of `mmpretrain.VOC`.
    """

    def get_data_info(self, idx):
        """Return the entry of an image, with its classes as scores.

        Args:
            idx (int): Its number.

        Returns:
            dict: See the class.
        """
        info = super().get_data_info(idx)
        score = np.zeros(len(self.CLASSES), np.float32)
        score[info['gt_label_difficult']] = -1
        score[info['gt_label']] = 1
        return dict(info, gt_score=score)
