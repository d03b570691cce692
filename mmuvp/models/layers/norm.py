"""Norms: the defaults of the layers, and layer normalisation over the channels of a map."""
import torch.nn.functional as F
from mmcv.cnn import build_norm_layer
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.registry import MODELS

DEFAULT_NORM = dict(type='BN', eps=1e-3, momentum=0.01)
DEFAULT_ACT = dict(type='GELU')


def with_dims(norm_cfg: dict, dims: int) -> dict:
    """The same batch norm for inputs of ``dims`` spatial dimensions."""
    return dict(norm_cfg, type='BN1d') if dims == 1 and norm_cfg['type'] == 'BN' else dict(norm_cfg)


def build_batch_norm(norm_cfg: dict, channels: int, dims: int = 2) -> nn.Module:
    """A batch norm where no other norm does: over heads, over clusters, or of a single channel.

    Args:
        norm_cfg: config of a batch norm, synchronised or not.
        channels: channels of the input.
        dims: spatial dimensions of the input.

    Raises:
        ValueError: on a norm of another kind.
    """
    norm = build_norm_layer(with_dims(norm_cfg, dims), channels)[1]
    if not (isinstance(norm, _BatchNorm) or type(norm).__name__ == 'SyncBatchNorm'):
        raise ValueError(f"norm_cfg must be a batch norm, not {norm_cfg['type']}")
    return norm


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
