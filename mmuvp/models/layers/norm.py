"""Layer normalisation over the channels of a map."""
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS


@MODELS.register_module()
class ChannelLayerNorm(nn.LayerNorm):
    """Layer normalisation over the channel axis of ``(B, C, H, W)``, computed in float32.

    Args:
        num_channels: C.
        eps: added to the variance.
    """

    def __init__(self, num_channels: int, eps: float = 1e-6) -> None:
        super().__init__(num_channels, eps=eps)

    def forward(self, x: Tensor) -> Tensor:
        """Normalise every pixel of ``x`` ``(B, C, H, W)``; the result keeps its dtype."""
        y = F.layer_norm(x.permute(0, 2, 3, 1).float(), self.normalized_shape,
                         self.weight.float(), self.bias.float(), self.eps)
        return y.permute(0, 3, 1, 2).to(x.dtype)
