"""TransMix's mixing of images: CutMix that remembers what was pasted where."""
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
    """What was pasted into one image.

    Attributes:
        score: label of the image before, ``(K,)``.
        partner: label of the image from which the box comes, ``(K,)``.
        box: first row, row after the last, first column and column after the last, in pixels.
        size: height and width of the image in pixels.
    """
    score: Tensor
    partner: Tensor
    box: tuple[int, int, int, int]
    size: tuple[int, int]

    @property
    def area(self) -> float:
        """Share of the image that the box covers."""
        top, bottom, left, right = self.box
        return (bottom - top) * (right - left) / (self.size[0] * self.size[1])


@BATCH_AUGMENTS.register_module()
class TransMix(CutMix):
    """CutMix of each image with the one at the same place from the end of the batch (TransMix, section 3.2).

    The scores that it returns are mixed by area, which is CutMix; a :class:`mmuvp.TransMixClassifier` then weighs them
    by attention, for which the pastes are kept here until it takes them.  The box is one for the batch.  In a batch
    of odd size the image in the middle has itself for a partner and stays as it is.

    Args:
        alpha: of the Beta distribution from which the area is drawn.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha)
        self._pastes: list[Paste] = []

    def mix(self, batch_inputs: Tensor, batch_scores: Tensor) -> tuple[Tensor, Tensor]:
        """Paste a box into every image, in place.

        Args:
            batch_inputs: ``(B, C, H, W)``.
            batch_scores: ``(B, K)``.

        Returns:
            The images, and the scores mixed by area.
        """
        size = tuple(batch_inputs.shape[-2:])
        ratio = np.random.beta(self.alpha, self.alpha)
        box, kept = self.cutmix_bbox_and_lam(size, ratio)
        top, bottom, left, right = box = tuple(int(edge) for edge in box)
        batch_inputs[..., top:bottom, left:right] = batch_inputs.flip(0)[..., top:bottom, left:right]
        partners = batch_scores.flip(0)
        self._pastes = [Paste(*scores, box, size) for scores in zip(batch_scores, partners, strict=True)]
        return batch_inputs, kept * batch_scores + (1 - kept) * partners

    def take(self) -> list[Paste]:
        """The pastes of the last batch, image by image; empty if they were taken before."""
        pastes, self._pastes = self._pastes, []
        return pastes
