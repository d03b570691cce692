"""Instance discrimination of pixels among the masks of their image."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.models.task_modules.mask_targets import MaskTargets
from mmuvp.registry import MODELS

from .reduction import nonzero_mean

# in place of minus infinity: an image without a mask must not give NaN
EXCLUDED = -1e30


@MODELS.register_module()
class InstanceDiscriminationLoss(nn.Module):
    """Cross-entropy of the mask that the feature of each thing's pixel is most similar to.

    MaX-DeepLab, equations 4.16 and 4.17: a mask is represented by the normalised mean feature of its pixels.
    Pixels of stuff are not asked, but the masks of stuff are among the answers.

    Args:
        num_things_classes: thing classes come first.
        loss_weight: factor of the result.
        temperature: divides the similarities.
    """

    def __init__(self, num_things_classes: int = 80, loss_weight: float = 1.0, temperature: float = 0.3) -> None:
        super().__init__()
        self.num_things_classes = num_things_classes
        self.loss_weight, self.temperature = loss_weight, temperature

    def forward(self, pixel_feature: Tensor, targets: MaskTargets) -> Tensor:
        """Instance discrimination of one prediction.

        Args:
            pixel_feature: ``(B, D, h, w)`` of unit length, resized to the targets.
            targets: of the batch.

        Returns:
            A scalar.
        """
        size = targets.masks.shape[-2:]
        feature = bilinear_resize(pixel_feature.float(), size, align_corners=size[0] % 2 == 1).flatten(2)
        masks = targets.masks.flatten(2)
        embedding = F.normalize(masks @ feature.mT, dim=2)
        logits = embedding @ feature / self.temperature
        claimed = (logits * masks).sum(dim=1)
        absent = ~masks.any(dim=2)
        entropy = logits.masked_fill(absent[..., None], EXCLUDED).logsumexp(dim=1) - claimed
        things = targets.labels < self.num_things_classes
        of_things = torch.einsum('bnp,bn->bp', masks, things.to(masks.dtype))
        return self.loss_weight * nonzero_mean(entropy * of_things)
