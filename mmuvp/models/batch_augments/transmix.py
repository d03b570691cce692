"""TransMix's mixing of images: CutMix that remembers what was pasted where."""
import warnings
from dataclasses import dataclass

import numpy as np
from mmengine.registry import Registry
from mmpretrain.models import CutMix
from mmpretrain.registry import BATCH_AUGMENTS as MMPRETRAIN_BATCH_AUGMENTS
from torch import Tensor

# beside what it registers, not in mmuvp.registry: its parent costs the import of mmpretrain
BATCH_AUGMENTS = Registry('batch augment', parent=MMPRETRAIN_BATCH_AUGMENTS, scope='mmuvp',
                          locations=['mmuvp.models.batch_augments'])


@dataclass(frozen=True)
class Paste:
    """What was pasted into the images of a batch: into each, a box of the one at the same place from the end.

    Attributes:
        scores: labels of the images before, ``(B, K)``.
        box: first row, row after the last, first column and column after the last, in pixels.
        size: height and width of the images in pixels.
    """
    scores: Tensor
    box: tuple[int, int, int, int]
    size: tuple[int, int]

    @property
    def partners(self) -> Tensor:
        """Labels of the images from which the boxes come, ``(B, K)``."""
        return self.scores.flip(0)

    @property
    def area(self) -> float:
        """Share of an image that the box covers."""
        top, bottom, left, right = self.box
        return (bottom - top) * (right - left) / (self.size[0] * self.size[1])


@BATCH_AUGMENTS.register_module()
class TransMix(CutMix):
    """CutMix of each image with the one at the same place from the end of the batch (TransMix, section 3.2).

    The scores that it returns are mixed by area, which is CutMix; a :class:`mmuvp.TransMixClassifier` then weighs them
    by attention, for which the paste is kept here until it takes it.  The box is one for the batch.  In a batch
    of odd size the image in the middle has itself for a partner and stays as it is.

    It warns when nobody took the paste of the batch before, since the labels then remain those of CutMix.

    Args:
        alpha: of the Beta distribution from which the area is drawn.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha)
        self._paste: Paste | None = None

    def mix(self, batch_inputs: Tensor, batch_scores: Tensor) -> tuple[Tensor, Tensor]:
        """Paste a box into every image, in place.

        Args:
            batch_inputs: ``(B, C, H, W)``.
            batch_scores: ``(B, K)``.

        Returns:
            The images, and the scores mixed by area.
        """
        if self._paste is not None:
            warnings.warn('mmuvp.TransMix mixes the labels by area, as CutMix does: the model must be a '
                          'mmuvp.TransMixClassifier for labels by attention', stacklevel=2)
        size = tuple(batch_inputs.shape[-2:])
        ratio = np.random.beta(self.alpha, self.alpha)
        box, kept = self.cutmix_bbox_and_lam(size, ratio)
        top, bottom, left, right = box = tuple(int(edge) for edge in box)
        region = batch_inputs[..., top:bottom, left:right]
        region.copy_(region.flip(0))
        self._paste = Paste(batch_scores, box, size)
        return batch_inputs, kept * batch_scores + (1 - kept) * self._paste.partners

    def take(self) -> Paste | None:
        """What was pasted into the last batch; None if it was taken before."""
        paste, self._paste = self._paste, None
        return paste
