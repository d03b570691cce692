"""An MLP over the tokens of a set, whose number it may change."""
from torch import Tensor, nn


class TokenMixer(nn.Module):
    """The token-mixing MLP of MLP-Mixer, the same for every channel, without a norm and a skip connection.

    GroupViT refines group tokens by it, and turns many of them into fewer (section 4.1).

    Args:
        in_tokens: N, of the input.
        hidden: units of the hidden layer.
        out_tokens: M, of the output.
    """

    def __init__(self, in_tokens: int, hidden: int, out_tokens: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(in_tokens, hidden), nn.GELU(), nn.Linear(hidden, out_tokens))

    def forward(self, tokens: Tensor) -> Tensor:
        """``(B, N, C)`` to ``(B, M, C)``."""
        return self.mlp(tokens.mT).mT
