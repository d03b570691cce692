"""A linear layer whose rows have a length of their own."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .precision import without_autocast


class WeightNormLinear(nn.Module):
    """Linear layer without bias, of which row k is ``weight_g[k] * weight_v[k] / |weight_v[k]|``.

    Salimans and Kingma, "Weight Normalization", NeurIPS 2016.

    Args:
        in_channels: of the input.
        out_channels: K, of the output.
        fixed_length: keep all rows at length 1.
    """

    def __init__(self, in_channels: int, out_channels: int, fixed_length: bool = False) -> None:
        super().__init__()
        self.weight_g = nn.Parameter(torch.ones(out_channels, 1), requires_grad=not fixed_length)
        self.weight_v = nn.Parameter(torch.empty(out_channels, in_channels))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw directions as PyTorch draws linear layers, and set all lengths to 1."""
        nn.init.kaiming_uniform_(self.weight_v, a=5 ** 0.5)
        nn.init.ones_(self.weight_g)

    def forward(self, x: Tensor) -> Tensor:
        """``(..., C)`` to ``(..., K)``."""
        with without_autocast(x):
            weight = self.weight_g * F.normalize(self.weight_v, dim=1)
        return F.linear(x, weight)
