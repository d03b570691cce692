"""ReClass: relaxation of class targets during training (ReMaX, section 3.2)."""
import torch
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .semantic_targets import SemanticTargets


def class_overlap(mask_logits: Tensor, targets: SemanticTargets, num_classes: int) -> Tensor:
    """Equation 6.3: the share of each class's area that each predicted mask covers.

    Args:
        mask_logits: ``(B, N, H, W)``.
        targets: of the batch.
        num_classes: C.

    Returns:
        ``(B, N, C)`` in [0, 1]; 0 for classes that are absent.
    """
    present, regions = targets.regions
    covered = mask_logits.float().sigmoid().flatten(2) @ regions
    share = covered / regions.sum(dim=1, keepdim=True).clamp(min=1)
    return share.new_zeros(*share.shape[:2], num_classes).index_copy(2, present, share)


@MODELS.register_module()
class ReClass(nn.Module):
    """Mixes into each query's class label the classes that its predicted mask overlaps.

    Args:
        eta: share of the overlap in the label (equation 6.4, table 4).
        unmatched: whether queries without a mask receive overlaps too.
        final_only: relax only the final prediction instead of every one.

    Raises:
        ValueError: if ``eta`` is outside [0, 1].
    """

    def __init__(self, eta: float = 0.1, unmatched: bool = True, final_only: bool = False) -> None:
        super().__init__()
        if not 0 <= eta <= 1:
            raise ValueError(f'eta must lie in [0, 1], not {eta}')
        self.eta, self.unmatched, self.final_only = eta, unmatched, final_only

    @torch.no_grad()
    def forward(self, mask_logits: Tensor, targets: SemanticTargets, num_classes: int) -> Tensor:
        """Equation 6.4.

        Args:
            mask_logits: plain logits ``(B, N, H, W)`` at the targets' resolution.
            targets: of the batch, after matching.
            num_classes: C, without void.

        Returns:
            Soft labels ``(B, N, C + 1)``; that of void, last, is ``1 - eta`` where unmatched.
        """
        matched = targets.labels < num_classes
        one_hot = nn.functional.one_hot(targets.labels, num_classes + 1).float()
        overlap = class_overlap(mask_logits, targets, num_classes)
        soft = (1 - self.eta) * one_hot
        soft[..., :num_classes] += self.eta * overlap
        return soft if self.unmatched else torch.where(matched[..., None], soft, one_hot)
