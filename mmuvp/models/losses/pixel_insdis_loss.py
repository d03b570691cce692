"""Pixel-wise instance discrimination."""
from torch import Tensor, nn

from mmuvp.models.layers.resize import bilinear_sample
from mmuvp.models.task_modules.mask_targets import MaskTargets
from mmuvp.registry import MODELS

from .pairwise_logsumexp import pairwise_logsumexp
from .reduction import sample_pixels

SMALL = 1e-12


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
        """Instance discrimination of one prediction.

        The positive pairs of a pixel enter as the sum of the features in its masks, and the logits block by
        block, so that nothing is ever as large as ``K x K``.

        Args:
            pixel_feature: ``(B, D, h, w)``, read at the resolution of the targets.
            targets: of the batch; void pixels take no part.

        Returns:
            A scalar.
        """
        valid = targets.valid.flatten(1)
        index = sample_pixels(targets.area_weight.flatten(1), valid, self.sampling_temperature, self.num_samples)
        size = targets.valid.shape[-2:]
        feature = bilinear_sample(pixel_feature.float(), index, size, align_corners=size[0] % 2 == 1)
        masks = bilinear_sample(targets.masks, index, size)
        valid = valid.gather(1, index)

        normaliser = pairwise_logsumexp(feature, 1 / self.temperature, valid)
        centres = feature @ masks.transpose(1, 2)
        pairs = masks.sum(dim=2, keepdim=True).transpose(1, 2) @ masks
        positive = (feature * (centres @ masks)).sum(dim=1) / (self.temperature * pairs[:, 0].clamp(min=SMALL))
        per_pixel = (normaliser - positive) * valid
        return self.loss_weight * (per_pixel.sum(dim=1) / valid.sum(dim=1).clamp(min=1)).mean()
