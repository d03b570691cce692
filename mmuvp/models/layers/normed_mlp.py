"""The feed-forward network of transformers, with the norm before it."""
from torch import nn


class NormedMLP(nn.Sequential):
    """Layer norm, and two linear layers with a GELU between them (equation 5.4).

    Args:
        channels: of input and output.
        ratio: of the inner channels to these.
    """

    def __init__(self, channels: int, ratio: float) -> None:
        hidden = int(channels * ratio)
        super().__init__(nn.LayerNorm(channels), nn.Linear(channels, hidden), nn.GELU(), nn.Linear(hidden, channels))
