"""Regression of dense maps, as Panoptic-DeepLab's centres and offsets are learned."""
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .reduction import nonzero_mean


@MODELS.register_module()
class MapRegressionLoss(nn.Module):
    """Weighted squared or absolute errors of pixels, summed over channels and averaged as :func:`nonzero_mean` does.

    Args:
        kind: ``'l2'``, squared errors, or ``'l1'``, absolute ones.
        loss_weight: factor of the result.

    Raises:
        ValueError: on another kind.
    """

    def __init__(self, kind: str, loss_weight: float = 1.0) -> None:
        super().__init__()
        if kind not in ('l1', 'l2'):
            raise ValueError(f"kind must be 'l1' or 'l2', not {kind!r}")
        self.kind, self.loss_weight = kind, loss_weight

    def forward(self, prediction: Tensor, target: Tensor, pixel_weight: Tensor) -> Tensor:
        """Maps ``(B, C, H, W)`` and weights ``(B, 1, H, W)`` to a scalar."""
        error = prediction.float() - target
        error = error.square() if self.kind == 'l2' else error.abs()
        return self.loss_weight * nonzero_mean((error * pixel_weight).sum(dim=1))
