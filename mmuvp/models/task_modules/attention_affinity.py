"""Class-aware attention affinity of CLIP-ES: class activation maps spread to patches that attend to each other.

Lin et al., CLIP is Also an Efficient Segmenter, CVPR 2023; eq. 7.7 and 7.8 of CLIP as RNN.
"""
import torch
from torch import Tensor

from mmuvp.registry import TASK_UTILS

from .cam_boxes import box_masks


@TASK_UTILS.register_module()
class AttentionAffinity:
    """Spreads maps by the attention of a transformer, starting from the boxes around their high regions.

    The affinity is one for all maps of an image, and is applied to them without being raised to a power.

    Args:
        threshold: lambda, see :func:`box_masks`.
        num_blocks: last blocks whose attention is averaged.
        num_normalisations: times that columns, then rows, are normalised (Sinkhorn).
        power: t in eq. 7.8.
    """

    def __init__(self, threshold: float = 0.4, num_blocks: int = 8, num_normalisations: int = 3, power: int = 2):
        self.threshold, self.num_blocks = threshold, num_blocks
        self.num_normalisations, self.power = num_normalisations, power

    def affinity(self, attention: Tensor) -> Tensor:
        """Eq. 7.7: the symmetric affinity ``(P, P)`` of attention ``(P, P)``, averaged over heads and blocks."""
        balanced = attention.float()
        for _ in range(self.num_normalisations):
            balanced = balanced / balanced.sum(dim=0, keepdim=True)
            balanced = balanced / balanced.sum(dim=1, keepdim=True)
        return (balanced + balanced.T) / 2

    def refine(self, maps: Tensor, affinity: Tensor) -> Tensor:
        """Eq. 7.8, with boxes around where maps spread from, as published.

        Args:
            maps: ``(Q, h, w)`` in [0, 1].
            affinity: ``(P, P)``, ``P = h * w``.

        Returns:
            ``(Q, h, w)``, not negative.
        """
        boxes = torch.from_numpy(box_masks(maps.cpu().numpy(), self.threshold)).to(maps.device)
        spread = torch.where(boxes, maps, 0).flatten(1).to(affinity.dtype)
        for _ in range(self.power):
            spread = spread @ affinity
        return spread.unflatten(1, maps.shape[1:])
