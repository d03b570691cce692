"""The part encoder of Visual Parser (section 2.2)."""
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from .normed_attention import NormedAttention
from .normed_mlp import NormedMLP

MLP_RATIO = 1
REASONING = ('linear', 'attention', None)


class LinearReasoning(nn.Module):
    """Parts as linear combinations of all parts, normalised (equation 5.3, without its identity).

    Args:
        num_parts: N.
        channels: C.
    """

    def __init__(self, num_parts: int, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.combination = nn.Conv1d(num_parts, num_parts, 1, bias=False)

    def forward(self, parts: Tensor) -> Tensor:
        """Combine ``(B, N, C)``."""
        return self.combination(self.norm(parts))


class AttentionReasoning(NormedAttention):
    """Self-attention of the parts, with which section 4.5 compares :class:`LinearReasoning`."""

    def forward(self, parts: Tensor) -> Tensor:
        """Attend within ``(B, N, C)``."""
        return super().forward(parts, parts, parts)


class PartEncoder(nn.Module):
    """Fills parts from the pixels of the whole, and lets them communicate (section 2.2).

    Args:
        channels: C, of parts and whole.
        num_heads: of the attention.
        num_parts: N.
        reasoning: how parts communicate: ``'linear'``, ``'attention'``, or None if they do not.
        mlp: whether an MLP ends the encoder.
        drop_path: probability of dropping a residual branch.
    """

    def __init__(self, channels: int, num_heads: int, num_parts: int, reasoning: str | None = 'linear',
                 mlp: bool = True, drop_path: float = 0.) -> None:
        super().__init__()
        self.attention = NormedAttention(channels, num_heads)
        self.reasoning = None
        if reasoning == 'linear':
            self.reasoning = LinearReasoning(num_parts, channels)
        elif reasoning == 'attention':
            self.reasoning = AttentionReasoning(channels, num_heads)
        self.mlp = NormedMLP(channels, MLP_RATIO) if mlp else None
        self.drop_path = DropPath(drop_path)

    def forward(self, parts: Tensor, pixels: Tensor, position: Tensor, padding: Tensor | None = None,
                pixel_position: Tensor | None = None) -> Tensor:
        """Encode.

        Args:
            parts: ``(B, N, C)``.
            pixels: ``(B, L, C)``.
            position: of the parts as queries, ``(N, C)``.
            padding: ``(B, L)``, True for pixels that are not attended to.
            pixel_position: of the pixels as keys, ``(B or 1, L, C)``; none by default.

        Returns:
            ``(B, N, C)``.
        """
        keys = pixels if pixel_position is None else pixels + pixel_position
        parts = parts + self.drop_path(self.attention(parts + position, keys, pixels, key_padding=padding))
        for branch in (self.reasoning, self.mlp):
            if branch is not None:
                parts = parts + self.drop_path(branch(parts))
        return parts
