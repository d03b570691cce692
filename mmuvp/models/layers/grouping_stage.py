"""A stage of GroupViT: transformer blocks over segments and groups, then the grouping of the former."""
from collections.abc import Sequence

import torch
from mmpretrain.models.backbones.vision_transformer import TransformerEncoderLayer
from torch import Tensor, nn

from .grouping_block import GroupingBlock
from .token_mixer import TokenMixer


class GroupingStage(nn.Module):
    """Segment tokens and learned group tokens attend to each other, then the segments are merged (section 3.1).

    Args:
        channels: C, of all tokens.
        num_heads: of all attention.
        drop_paths: for each block the probability that a residual branch is dropped.
        num_groups: G, number of group tokens; 0 for a stage that does not group.
        num_segments: M, into how many segments it merges those that it is given.
        previous_groups: number of the group tokens of the stage before, from which those of this one start beside
            their learned values; 0 if there are none.
        mlp_ratio: of the hidden channels of MLPs to C.
        hard: see :class:`mmuvp.models.layers.group_assignment.GroupAssignment`.
    """

    def __init__(self, channels: int, num_heads: int, drop_paths: Sequence[float], num_groups: int = 0,
                 num_segments: int = 0, previous_groups: int = 0, mlp_ratio: float = 4.0, hard: bool = True) -> None:
        super().__init__()
        self.num_groups = num_groups
        self.blocks = nn.ModuleList(
            TransformerEncoderLayer(channels, num_heads, int(channels * mlp_ratio), drop_path_rate=rate)
            for rate in drop_paths)
        self.group_tokens = self.group_projection = self.grouping = None
        if not num_groups:
            return
        self.group_tokens = nn.Parameter(torch.zeros(1, num_groups, channels))
        if previous_groups:
            self.group_projection = nn.Sequential(
                nn.LayerNorm(channels), TokenMixer(previous_groups, channels // 2, num_groups))
        self.grouping = GroupingBlock(channels, num_heads, num_groups, num_segments, mlp_ratio, hard)

    def forward(self, tokens: Tensor, previous: Tensor | None = None) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Run the stage.

        Args:
            tokens: segments of the stage before ``(B, N, C)``.
            previous: its group tokens, as they left its blocks.

        Returns:
            Segments ``(B, M, C)``; the group tokens as they leave the blocks ``(B, G, C)``; and the soft assignment
            ``(B, M, N)``.  A stage that does not group returns N segments, and None for the others.
        """
        if not self.num_groups:
            return self._attend(tokens), None, None
        num_tokens = tokens.shape[1]
        # after the segments, as in the published code; the paper writes them first, which is the same to attention
        tokens = self._attend(torch.cat([tokens, self._start_groups(len(tokens), previous)], dim=1))
        tokens, groups = tokens.split([num_tokens, self.num_groups], dim=1)
        segments, soft = self.grouping(groups, tokens)
        return segments, groups, soft

    def _attend(self, tokens: Tensor) -> Tensor:
        for block in self.blocks:
            tokens = block(tokens)
        return tokens

    def _start_groups(self, batch: int, previous: Tensor | None) -> Tensor:
        groups = self.group_tokens.expand(batch, -1, -1)
        return groups if self.group_projection is None else groups + self.group_projection(previous)
