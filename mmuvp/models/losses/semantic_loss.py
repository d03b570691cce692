"""Auxiliary semantic segmentation loss on sampled pixels."""
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.layers.resize import bilinear_resize, bilinear_sample
from mmuvp.models.task_modules.semantic_targets import SemanticTargets
from mmuvp.registry import MODELS

from .reduction import nonzero_mean, sample_pixels


@MODELS.register_module()
class SampledSemanticLoss(nn.Module):
    """Cross-entropy of the class of each pixel.

    Args:
        loss_weight: factor of the result.
        num_samples: pixels drawn from each image; None takes all of them.
        sampling_temperature: see :func:`sample_pixels`.
        top_fraction: share of the hardest pixels that counts.
    """

    def __init__(self, loss_weight: float = 1.0, num_samples: int | None = 4096,
                 sampling_temperature: float = 2.0, top_fraction: float = 1.0) -> None:
        super().__init__()
        self.loss_weight, self.num_samples = loss_weight, num_samples
        self.sampling_temperature, self.top_fraction = sampling_temperature, top_fraction

    def forward(self, semantic_logits: Tensor, targets: SemanticTargets) -> Tensor:
        """Semantic term.

        Args:
            semantic_logits: ``(B, C or C + 1, h, w)``, read at the resolution of the targets.
            targets: of the batch.

        Returns:
            A scalar; void pixels do not count.
        """
        size = targets.semantic.shape[-2:]
        semantic, weight = targets.semantic.flatten(1), targets.semantic_weight
        if self.num_samples is None:
            logits = bilinear_resize(semantic_logits.float(), size).flatten(2)
        else:
            index = sample_pixels(targets.area_weight.flatten(1), semantic >= 0, self.sampling_temperature,
                                  self.num_samples)
            semantic = semantic.gather(1, index)
            weight = None if weight is None else weight.flatten(1).gather(1, index)
            logits = bilinear_sample(semantic_logits.float(), index, size)
        loss = F.cross_entropy(logits, semantic, ignore_index=-1, reduction='none')
        if weight is not None:
            loss = loss * weight.flatten(1)
        if self.top_fraction < 1:
            loss = loss.topk(max(1, int(self.top_fraction * loss.shape[1])), dim=1).values
        return self.loss_weight * nonzero_mean(loss)
