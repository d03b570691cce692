"""Pixel-wise instance discrimination."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.task_modules.mask_targets import MaskTargets
from mmuvp.registry import MODELS

from .reduction import sample_pixels


@MODELS.register_module()
class PixelInsdisLoss(nn.Module):
    """Contrasts sampled pixels: those of one mask attract, those of different masks repel each other.

    CMT-DeepLab's form of MaX-DeepLab's instance discrimination, as kMaX-DeepLab uses it.

    Args:
        loss_weight: factor of the result.
        temperature: divides the similarities.
        num_samples: pixels drawn from each image.
        sampling_temperature: see :func:`sample_pixels`.
    """

    def __init__(self, loss_weight: float = 1.0, temperature: float = 0.3, num_samples: int = 4096,
                 sampling_temperature: float = 1.5) -> None:
        super().__init__()
        self.loss_weight, self.temperature = loss_weight, temperature
        self.num_samples, self.sampling_temperature = num_samples, sampling_temperature

    def forward(self, pixel_feature: Tensor, targets: MaskTargets) -> Tensor:
        """``pixel_feature`` ``(B, D, H, W)`` to a scalar; void pixels take no part."""
        valid = targets.valid.flatten(1)
        index = sample_pixels(targets.area_weight.flatten(1), valid, self.sampling_temperature, self.num_samples)
        feature = _gather(pixel_feature.float().flatten(2), index)
        masks = _gather(targets.masks.flatten(2), index)
        valid = valid.gather(1, index)

        logits = torch.einsum('bdk,bdl->bkl', feature, feature) / self.temperature
        log_p = logits.masked_fill(~valid[:, None], -torch.inf).log_softmax(dim=-1).masked_fill(~valid[:, None], 0)
        same = torch.einsum('bnk,bnl->bkl', masks, masks)
        same = F.normalize(same, p=1, dim=-1)
        per_pixel = -(same * log_p).sum(dim=-1) * valid
        return self.loss_weight * (per_pixel.sum(dim=1) / valid.sum(dim=1).clamp(min=1)).mean()


def _gather(x: Tensor, index: Tensor) -> Tensor:
    """Columns ``index`` ``(B, K)`` of ``x`` ``(B, C, P)``: ``(B, C, K)``."""
    return x.gather(2, index[:, None].expand(-1, x.shape[1], -1))
