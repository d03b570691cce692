"""Bipartite matching by the product of mask and class similarity."""
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from mmuvp.registry import TASK_UTILS

from .ground_truth import GroundTruth
from .mask_targets import Match

DICE_EPS = 1e-5


@TASK_UTILS.register_module()
class MaskSimilarityAssigner:
    """Matches queries to masks so that the sum of their similarities is greatest.

    Similarity is the dice of the masks times the predicted probability of the mask's class
    (MaX-DeepLab, equation 4.7).

    Args:
        mask_void: whether predictions count as zero on void pixels.
        combination: ``'product'`` of the two, or ``'sum'``; pairs of a sum have no weights of their own in the
            losses, that is, weights of 1 (table 4.6: RQ + SQ).

    Raises:
        ValueError: on another combination.
    """

    def __init__(self, mask_void: bool = True, combination: str = 'product') -> None:
        if combination not in ('product', 'sum'):
            raise ValueError(f"combination must be 'product' or 'sum', not {combination!r}")
        self.mask_void, self.combination = mask_void, combination

    @torch.no_grad()
    def similarity(self, mask_logits: Tensor, class_logits: Tensor, truth: GroundTruth
                   ) -> tuple[Tensor, Tensor]:
        """Dice and class probability of all pairs of one image.

        Args:
            mask_logits: ``(N, H, W)``.
            class_logits: ``(N, C + 1)``, void last.
            truth: M masks at the same resolution.

        Returns:
            Two ``(N, M)`` tensors.
        """
        predicted = mask_logits.float().softmax(dim=0).flatten(1)
        masks = truth.masks.flatten(1).float()
        if self.mask_void:
            predicted = predicted * truth.labelled.flatten()
        dice = 2 * (predicted @ masks.T) / (
            predicted.sum(dim=1)[:, None] + masks.sum(dim=1)[None] + 2 * DICE_EPS)
        return dice, class_logits.float().softmax(dim=-1)[:, truth.labels]

    def assign(self, mask_logits: Tensor, class_logits: Tensor, truth: GroundTruth) -> Match:
        """Match one image; surplus masks stay unmatched when there are fewer queries.

        Args:
            mask_logits, class_logits, truth: as in :meth:`similarity`.

        Returns:
            The pairs, sorted by query.

        Raises:
            FloatingPointError: when a prediction is not finite.
        """
        dice, probability = self.similarity(mask_logits, class_logits, truth)
        similarity = dice * probability if self.combination == 'product' else dice + probability
        if not torch.isfinite(similarity).all():
            raise FloatingPointError('mask or class logits are not finite: training has diverged')
        queries, masks = linear_sum_assignment(similarity.cpu().numpy(), maximize=True)
        queries = torch.as_tensor(queries, device=dice.device)
        masks = torch.as_tensor(masks, device=dice.device)
        if self.combination == 'sum':
            dice, probability = torch.ones_like(dice), torch.ones_like(probability)
        return Match(queries, masks, dice[queries, masks], probability[queries, masks])
