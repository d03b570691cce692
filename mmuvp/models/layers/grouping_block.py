"""The grouping block of GroupViT: segment tokens of an image become fewer, larger segments."""
from torch import Tensor, nn

from .group_assignment import GroupAssignment
from .heads import check_heads
from .normed_mlp import NormedMLP
from .token_mixer import TokenMixer


class GroupReader(nn.Module):
    """A transformer block by which groups look at the tokens of an image: cross-attention, then an MLP, then a norm.

    Args:
        channels: C.
        num_heads: of the attention; must divide them.
        mlp_ratio: of the MLP's hidden channels to C.
    """

    def __init__(self, channels: int, num_heads: int, mlp_ratio: float) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(channels, num_heads, batch_first=True)
        self.mlp = NormedMLP(channels, mlp_ratio)
        self.norm = nn.LayerNorm(channels)

    def forward(self, groups: Tensor, tokens: Tensor) -> Tensor:
        """``(B, G, C)`` and ``(B, N, C)``, both normalised, to groups ``(B, G, C)``."""
        groups = groups + self.attention(groups, tokens, tokens, need_weights=False)[0]
        return self.norm(groups + self.mlp(groups))


class GroupingBlock(nn.Module):
    """Merges the tokens of an image into as many segments as there are groups (GroupViT, section 3.1).

    Args:
        channels: C, of all tokens.
        num_heads: of the groups' cross-attention, whose number the paper does not tell.
        in_groups: G, number of group tokens.
        out_groups: M, number of segments; where it is not G, a token mixer turns G groups into M before.
        mlp_ratio: of both MLPs' hidden channels to C.
        hard: see :class:`GroupAssignment`.

    Raises:
        ValueError: when the heads do not divide the channels.
    """

    def __init__(self, channels: int, num_heads: int, in_groups: int, out_groups: int, mlp_ratio: float = 4.0,
                 hard: bool = True) -> None:
        super().__init__()
        check_heads(channels, num_heads)
        self.group_norm, self.token_norm = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.mixer = TokenMixer(in_groups, channels // 2, out_groups)
        self.mixed_norm = nn.LayerNorm(channels)
        self.reader = GroupReader(channels, num_heads, mlp_ratio)
        self.assignment = GroupAssignment(channels, hard)
        self.mlp = NormedMLP(channels, mlp_ratio)

    def forward(self, groups: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Group the tokens of each image.

        Args:
            groups: ``(B, G, C)``.
            tokens: ``(B, N, C)``.

        Returns:
            Segments ``(B, M, C)``, and the soft assignment ``(B, M, N)`` in float32.
        """
        tokens = self.token_norm(tokens)
        groups = self.mixed_norm(self.mixer(self.group_norm(groups)))
        groups = self.reader(groups, tokens)
        gathered, soft = self.assignment(groups, tokens)
        segments = groups + gathered
        return segments + self.mlp(segments), soft
