"""Labels of mixed images by where a class token looks (TransMix)."""
import torch
from mmengine.model import BaseModule
from torch import Tensor

from mmuvp.models.backbones.class_attention import check_class_attention
from mmuvp.models.batch_augments import Paste
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class AttentionLabels(BaseModule):
    """Weighs the labels of an image and of what was pasted into it by the attention inside the box.

    The paper's equation 4.7 takes the attention inside the box alone, while its section 4.1 and the published code
    take the mean of that and the share of the area; so does this part.  The attention is normalised over the patches,
    since without the class token's own entry a box that covers all of the image would weigh less than 1.

    Args:
        area_weight: share of the area in the weight of a label; 0 is equation 4.7.
        provider: config of a backbone that gives the attention in place of the network that learns (table 6), or the
            backbone. It never learns and is always in evaluation mode.

    Raises:
        ValueError: when ``area_weight`` is not between 0 and 1.
        TypeError: when the provider has no class attention.
    """

    def __init__(self, area_weight: float = 0.5, provider: Part | None = None, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if not 0 <= area_weight <= 1:
            raise ValueError(f'area_weight must be between 0 and 1, not {area_weight}')
        self.area_weight = area_weight
        self.provider = build_part(provider)
        if self.provider is not None:
            check_class_attention(self.provider)
            self.provider.requires_grad_(False)
            self.provider.eval()

    def train(self, mode: bool = True) -> 'AttentionLabels':
        """Set the mode of all but the provider."""
        super().train(mode)
        if self.provider is not None:
            self.provider.eval()
        return self

    @torch.no_grad()
    def provide(self, inputs: Tensor) -> Tensor:
        """The provider's attention ``(B, h, w)`` on mixed images ``(B, 3, H, W)``."""
        return self.provider.forward_with_class_attention(inputs)[1]

    @torch.no_grad()
    def forward(self, attention: Tensor, paste: Paste) -> Tensor:
        """Mix labels.

        Args:
            attention: ``(B, h, w)``, not negative.
            paste: what was pasted into the B images.

        Returns:
            Soft labels ``(B, K)`` in fp32, which sum to what the labels do.
        """
        weight = self.weights(attention, paste)[:, None]
        return (1 - weight) * paste.scores.float() + weight * paste.partners.float()

    def weights(self, attention: Tensor, paste: Paste) -> Tensor:
        """Weights ``(B,)`` of what was pasted, between 0 and 1."""
        ratio = attention_in_box(attention.float(), paste)
        return self.area_weight * paste.area + (1 - self.area_weight) * ratio


def attention_in_box(attention: Tensor, paste: Paste) -> Tensor:
    """Share of the attention ``(B, h, w)`` that is in the box, ``(B,)``; that of the area where there is none at all.

    A patch is in the box if its first pixel is: the nearest neighbour of equation 4.7.
    """
    top, bottom, left, right = paste.box
    inside = attention * (_between(top, bottom, paste.size[0], attention.shape[1], attention.device)[:, None]
                          & _between(left, right, paste.size[1], attention.shape[2], attention.device))
    total = attention.sum(dim=(1, 2))
    ratio = inside.sum(dim=(1, 2)) / total
    return torch.where(total > 0, ratio, paste.area)


def _between(start: int, stop: int, length: int, count: int, device: torch.device) -> Tensor:
    """Which of ``count`` patches along a side of ``length`` pixels begin from ``start`` on and before ``stop``."""
    pixels = torch.arange(count, device=device) * length // count
    return (pixels >= start) & (pixels < stop)
