"""Position-sensitive axial attention (Axial-DeepLab, section 3.3.2), of whole lines or of windows on them."""
from functools import partial

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import truncated_normal_
from .line_blocks import LineBlocks
from .norm import DEFAULT_NORM
from .position_sensitive_attention import TERMS, PositionSensitiveAttention, check_window


class RelativePositionTable(nn.Module):
    """A learned vector for every relative position from ``-(span - 1)`` to ``span - 1``.

    Positions further away share the outermost vector, so a map of any length is accepted.

    Args:
        span: largest distance, plus one, that has a vector of its own.
        channels: D, length of a vector.
    """

    def __init__(self, span: int, channels: int) -> None:
        super().__init__()
        self.span = span
        self.weight = nn.Parameter(torch.empty(2 * span - 1, channels))
        truncated_normal_(self.weight, 1.0)

    def forward(self, length: int) -> Tensor:
        """Vectors ``(length, D, length)`` for position (first) and the position that it relates to (last)."""
        span = min(self.span, length)
        table = self.weight[self.span - span:self.span + span - 1]
        if length > span:
            before, after = table[:1].expand(length - span, -1), table[-1:].expand(length - span, -1)
            table = torch.cat([before, table, after])
        return table.unfold(0, length, 1).flip(0)

    def within(self, blocks: LineBlocks) -> Tensor:
        """Vectors ``(size, D, num_keys)`` for the pixels of a block and its keys."""
        return self(blocks.num_keys)[blocks.margin:blocks.margin + blocks.size]


@MODELS.register_module()
class AxialAttention1d(PositionSensitiveAttention):
    """Position-sensitive attention along one axis of a map (equation 3.4).

    Args:
        axis: ``'height'`` or ``'width'``, the axis along which pixels attend to each other.
        span: see :class:`RelativePositionTable`.
        window: odd number of positions, the middle one its own, that a pixel attends to; None for all.
            Time and memory grow with ``length * window``; tables keep their ``span``, so that weights fit
            whatever the window.
        in_channels, key_channels, value_channels, num_heads, positions, norm_cfg: as in
            :class:`mmuvp.models.layers.PositionSensitiveAttention`.

    Raises:
        ValueError: on an unknown axis or position, channels that the heads do not divide, an even window, or
            a norm other than batch norm.
    """

    def __init__(self,
                 in_channels: int,
                 key_channels: int,
                 value_channels: int,
                 axis: str,
                 num_heads: int = 8,
                 span: int = 255,
                 positions: tuple[str, ...] = TERMS,
                 window: int | None = None,
                 norm_cfg: dict | None = DEFAULT_NORM,
                 init_cfg: dict | None = None) -> None:
        if axis not in ('height', 'width'):
            raise ValueError(f"axis must be 'height' or 'width', not {axis!r}")
        if window is not None:
            check_window(window)
        super().__init__(in_channels, key_channels, value_channels, num_heads, positions, norm_cfg,
                         partial(RelativePositionTable, span), init_cfg)
        self.axis = axis
        self.radius = None if window is None else window // 2

    def forward(self, x: Tensor) -> Tensor:
        """Attend along the axis: ``(B, C, H, W)`` to ``(B, value_channels, H, W)``."""
        batch, _, height, width = x.shape
        y = self._attend(*self._heads(self._lines(self.qkv_norm(self.qkv(x)))))
        if self.axis == 'height':
            return y.view(batch, width, -1, height).permute(0, 2, 3, 1)
        return y.view(batch, height, -1, width).permute(0, 2, 1, 3)

    def _lines(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(number of lines, C, length)``."""
        order = (0, 3, 1, 2) if self.axis == 'height' else (0, 2, 1, 3)
        return x.permute(order).flatten(0, 1)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Output ``(lines, value_channels, length)`` from ``(lines, heads, length, depth)`` inputs."""
        return self._attend_within(LineBlocks(query.shape[2], self.radius), query, key, value)


@MODELS.register_module()
class AxialAttention(BaseModule):
    """Attention along the height axis, then along the width axis.

    Args:
        in_channels: channels of the input.
        stride: every so manieth row is kept after the height axis, and column after the width axis
            (section 3.3.2).
        key_channels, value_channels, num_heads, span, positions, window, norm_cfg: as in
            :class:`AxialAttention1d`.
    """

    def __init__(self, in_channels: int, key_channels: int, value_channels: int, stride: int = 1,
                 init_cfg: dict | None = None, **kwargs) -> None:
        super().__init__(init_cfg)
        self.stride = stride
        self.height_axis = AxialAttention1d(in_channels, key_channels, value_channels, 'height', **kwargs)
        self.width_axis = AxialAttention1d(value_channels, key_channels, value_channels, 'width', **kwargs)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(B, value_channels, H', W')``, sizes divided by the stride, rounded up."""
        x = self.height_axis(x)[:, :, ::self.stride]
        return self.width_axis(x)[..., ::self.stride]
