"""A stage of Visual Parser: parts are encoded from the whole, then decoded into it, at one resolution."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .part_encoder import PartEncoder
from .sinusoidal_position import sinusoidal_position
from .whole_decoder import WholeDecoder
from .window_grid import WindowGrid


class PartWholeStage(nn.Module):
    """Blocks of encoder and decoder at one resolution (section 2.5).

    Args:
        in_channels: of the incoming map and parts.
        channels: C, of the outgoing ones.
        in_parts: parts that come in.
        num_parts: N, parts that go out.
        stride: of the depth-wise convolution with which the stage begins, 3x3 unless the stride is larger.
        num_heads, encoder_heads: of the attentions in decoders and encoders.
        window: side of the windows in pixels.
        drop_path: for each block, the probability of dropping a residual branch.
        shifted: for each block, whether its windows are moved.
        reasoning: see :class:`PartEncoder`.
        last_encoder: end with one more encoder, without an MLP, of the parts that are returned.
        whole_position: ``'sinusoidal'`` if pixels have positions as keys of the encoders and queries of the decoders,
            ``'sinusoidal_input'`` if these are added to the incoming map, None if they have none.
    """

    def __init__(self, in_channels: int, channels: int, in_parts: int, num_parts: int, stride: int, num_heads: int,
                 encoder_heads: int, window: int, drop_path: list[float], shifted: list[bool],
                 reasoning: str | None, last_encoder: bool, whole_position: str | None = None) -> None:
        super().__init__()
        self.whole_position = whole_position
        self.num_heads, self.encoder_heads, self.window = num_heads, encoder_heads, window
        kernel = max(3, stride // 2 * 2 + 1)  # leaves out no pixel
        self.downsample = nn.Conv2d(in_channels, in_channels, kernel, stride, padding=kernel // 2, groups=in_channels)
        self.expand = nn.Linear(in_channels, channels, bias=False)
        self.norm = nn.LayerNorm(channels)
        self.part_count = nn.Conv1d(in_parts, num_parts, 1, bias=False) if in_parts != num_parts else nn.Identity()
        self.part_expand = nn.Sequential(nn.Linear(in_channels, channels), nn.LayerNorm(channels))
        self.query_position = nn.Parameter(torch.zeros(num_parts, channels // encoder_heads))
        self.key_position = nn.Parameter(torch.zeros(num_parts, channels // num_heads))
        self.encoders = nn.ModuleList(
            PartEncoder(channels, encoder_heads, num_parts, reasoning, drop_path=rate) for rate in drop_path)
        self.decoders = nn.ModuleList(
            WholeDecoder(channels, num_heads, window, moved, rate)
            for moved, rate in zip(shifted, drop_path, strict=True))
        self.last_encoder = PartEncoder(
            channels, encoder_heads, num_parts, reasoning, mlp=False, drop_path=drop_path[-1]) if last_encoder else None

    def forward(self, x: Tensor, parts: Tensor, padding: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        """Parse a map.

        Args:
            x: whole, ``(B, in_channels, H, W)``.
            parts: ``(B, in_parts, in_channels)``.
            padding: ``(B, H', W')``, at any resolution, True where there is no image.  Those pixels, and the zeros
                that fill up windows, are not attended to; without it, all are.

        Returns:
            The whole ``(B, H / stride, W / stride, C)``, sizes rounded up, and the parts ``(B, N, C)`` of every
            encoder, those that go out last.
        """
        x = self.norm(self.expand(self.downsample(x).permute(0, 2, 3, 1)))
        parts = self.part_expand(self.part_count(parts))
        grid = WindowGrid(*x.shape[1:3], self.window)
        if padding is not None:
            padding = F.interpolate(padding[:, None].float(), size=x.shape[1:3]).permute(0, 2, 3, 1)
        position = self._position(x, padding)
        if self.whole_position == 'sinusoidal_input':
            x, position = x + position, None
        pixel_position = None if position is None else grid.split(position).flatten(1, 2)
        pixel_padding = None
        if padding is not None:
            padding = grid.split(padding, value=1).squeeze(-1) > 0
            pixel_padding = padding.flatten(1)
        query_position = self.query_position.repeat(1, self.encoder_heads)
        key_position = self.key_position.repeat(1, self.num_heads)
        windows, all_parts = grid.split(x), []
        for encoder, decoder in zip(self.encoders, self.decoders, strict=True):
            parts = encoder(parts, windows.flatten(1, 2), query_position, pixel_padding, pixel_position)
            all_parts.append(parts)
            windows = decoder(windows, parts, key_position, grid, padding, pixel_position)
        if self.last_encoder is not None:
            all_parts.append(self.last_encoder(
                parts, windows.flatten(1, 2), query_position, pixel_padding, pixel_position))
        return grid.join(windows), all_parts

    def _position(self, x: Tensor, padding: Tensor | None) -> Tensor | None:
        """Positions ``(B or 1, H', W', C)`` of the pixels, if they have any."""
        if self.whole_position is None:
            return None
        inside = x.new_ones(1, *x.shape[1:3], dtype=torch.bool) if padding is None else padding.squeeze(-1) == 0
        return sinusoidal_position(inside, x.shape[-1]).to(x.dtype)
