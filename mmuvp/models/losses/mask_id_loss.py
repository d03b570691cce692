"""Cross-entropy of the mask that each pixel belongs to."""
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.task_modules.mask_targets import MaskTargets
from mmuvp.registry import MODELS

from .reduction import nonzero_mean


@MODELS.register_module()
class MaskIDLoss(nn.Module):
    """Mask-ID cross-entropy (MaX-DeepLab, section 4.3.4; ReMaX, table 2).

    With ``'softmax'`` queries compete for a pixel.  With ``'sigmoid'`` each query is a binary
    problem and a pixel's loss is the sum over queries, so that a pixel weighs as much as before.

    Args:
        loss_weight: factor of the result.
        activation: ``'softmax'`` or ``'sigmoid'``.

    Raises:
        ValueError: on another activation.
    """

    def __init__(self, loss_weight: float = 0.3, activation: str = 'softmax') -> None:
        super().__init__()
        if activation not in ('softmax', 'sigmoid'):
            raise ValueError(f"activation must be 'softmax' or 'sigmoid', not {activation!r}")
        self.loss_weight, self.activation = loss_weight, activation

    def forward(self, mask_logits: Tensor, targets: MaskTargets) -> Tensor:
        """``mask_logits`` ``(B, N, H, W)`` to a scalar; void pixels do not count."""
        logits = mask_logits.float()
        claimed = (logits * targets.masks).sum(dim=1)
        normaliser = logits.logsumexp(dim=1) if self.activation == 'softmax' else F.softplus(logits).sum(dim=1)
        return self.loss_weight * nonzero_mean((normaliser - claimed) * targets.valid)
