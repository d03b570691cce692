"""The annotated masks of an image."""
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor

VOID = 255  # in gt_sem_seg, as mmdet has it


@dataclass(frozen=True)
class GroundTruth:
    """Masks of one image at the resolution of the losses.

    Attributes:
        labels: ``(M,)`` class of each mask.
        masks: ``(M, H, W)`` bool; void pixels and crowds belong to none.
        crowd: ``(H, W)`` class of the pixels of crowds, -1 elsewhere; None without.
        semantic_weight: ``(H, W)`` weight of each pixel in a semantic loss; None where all are equal.
    """
    labels: Tensor
    masks: Tensor
    crowd: Tensor | None = None
    semantic_weight: Tensor | None = None

    @cached_property
    def semantic(self) -> Tensor:
        """Class of every pixel ``(H, W)``, -1 on void; the later mask wins where two overlap."""
        rank = torch.arange(1, len(self.labels) + 1, dtype=torch.int16, device=self.masks.device)
        uppermost = F.pad(self.masks * rank[:, None, None], (0, 0, 0, 0, 1, 0)).amax(dim=0)
        semantic = F.pad(self.labels, (1, 0), value=-1)[uppermost.long()]
        return semantic if self.crowd is None else torch.where(semantic < 0, self.crowd, semantic)

    @cached_property
    def labelled(self) -> Tensor:
        """Whether a pixel belongs to a mask or to a crowd, bool ``(H, W)``."""
        return self.semantic >= 0

    @cached_property
    def area_weight(self) -> Tensor:
        """Pixels in the image over pixels in the mask that covers this one, ``(H, W)``.

        It is the mean over masks where they overlap, and the number of pixels on void.  The crowds of a class count
        as one mask.
        """
        masks = self.masks.float()
        area = torch.einsum('mhw,m->hw', masks, masks.sum(dim=(1, 2))) / masks.sum(dim=0).clamp(min=1)
        if self.crowd is not None:
            of_class = torch.bincount((self.crowd + 1).flatten())[self.crowd + 1]
            area = torch.where(self.crowd >= 0, of_class.to(area.dtype), area)
        return area.numel() / area.clamp(min=1)


def check_labels(things: Tensor, semantic: Tensor, num_things: int, num_stuff: int) -> None:
    """Make sure that the labels of an image are among a head's classes.

    Args:
        things: labels of the things.
        semantic: classes of pixels, of any shape, 255 on void.
        num_things, num_stuff: classes of the head.

    Raises:
        ValueError: when one is not.
    """
    for kind, labels, end in (('thing', things, num_things), ('stuff', semantic[semantic != VOID],
                                                             num_things + num_stuff)):
        if labels.numel() and (largest := labels.max()) >= end:
            raise ValueError(f'a {kind} segment has label {largest}, but the head has {num_things} thing and '
                             f'{num_stuff} stuff classes: it is for another data set')
