"""The PQ-style loss of MaX-DeepLab (section 4.3.2): a class term and a dice term."""
from torch import Tensor, nn

from mmuvp.models.task_modules.mask_targets import MaskTargets
from mmuvp.registry import MODELS

from .reduction import nonzero_mean


@MODELS.register_module()
class PQClassLoss(nn.Module):
    """Cross-entropy of each query's class, weighted by how well its mask fits.

    Args:
        loss_weight: factor of the result.
        positive_factor: factor of matched queries; unmatched ones have one minus it.
    """

    def __init__(self, loss_weight: float = 3.0, positive_factor: float = 0.75) -> None:
        super().__init__()
        self.loss_weight, self.positive_factor = loss_weight, positive_factor

    def forward(self, class_logits: Tensor, targets: MaskTargets, soft_labels: Tensor | None = None) -> Tensor:
        """Class term.

        Args:
            class_logits: ``(B, N, C + 1)``, void last.
            targets: of the batch.
            soft_labels: ``(B, N, C + 1)`` in place of the one-hot labels (ReClass).

        Returns:
            A scalar.
        """
        log_p = class_logits.float().log_softmax(dim=-1)
        void = log_p.shape[-1] - 1
        if soft_labels is None:
            entropy = -log_p.gather(-1, targets.labels[..., None])[..., 0]
            void_share = (targets.labels == void).float()
        else:
            entropy = -(soft_labels * log_p).sum(dim=-1)
            void_share = soft_labels[..., void]
        factor = self.positive_factor * (1 - void_share) + (1 - self.positive_factor) * void_share
        return self.loss_weight * nonzero_mean(entropy * factor * targets.class_weight)


@MODELS.register_module()
class PQDiceLoss(nn.Module):
    """Dice of each matched mask, weighted by the probability of its class.

    Args:
        loss_weight: factor of the result.
        positive_factor: further factor, that of :class:`PQClassLoss`.
        activation: ``'softmax'`` over queries or ``'sigmoid'``.
        mask_void: whether predictions count as zero on void pixels.
        smooth: added to numerator and denominator.

    Raises:
        ValueError: on another activation.
    """

    def __init__(self, loss_weight: float = 3.0, positive_factor: float = 0.75, activation: str = 'softmax',
                 mask_void: bool = True, smooth: float = 1.0) -> None:
        super().__init__()
        if activation not in ('softmax', 'sigmoid'):
            raise ValueError(f"activation must be 'softmax' or 'sigmoid', not {activation!r}")
        self.loss_weight, self.positive_factor = loss_weight, positive_factor
        self.activation, self.mask_void, self.smooth = activation, mask_void, smooth

    def forward(self, mask_logits: Tensor, targets: MaskTargets) -> Tensor:
        """``mask_logits`` ``(B, N, H, W)`` to a scalar."""
        logits = mask_logits.float()
        predicted = logits.softmax(dim=1) if self.activation == 'softmax' else logits.sigmoid()
        overlap = (predicted * targets.masks).sum(dim=(2, 3))
        counted = predicted * targets.valid[:, None] if self.mask_void else predicted
        total = counted.sum(dim=(2, 3)) + targets.masks.sum(dim=(2, 3))
        dice = (2 * overlap + self.smooth) / (total + self.smooth)
        per_image = ((1 - dice) * targets.mask_weight).sum(dim=1) / mask_logits.shape[1]
        return self.loss_weight * self.positive_factor * per_image.mean()
