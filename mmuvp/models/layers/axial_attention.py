"""Position-sensitive axial attention (Axial-DeepLab, section 3.2), of whole lines or of windows on them."""
import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, truncated_normal_
from .line_blocks import LineBlocks, masked_moments
from .norm import DEFAULT_NORM, build_batch_norm
from .positional_attention import content_moments, position_moments, positional_attention, softmax_norm_scale
from .precision import without_autocast


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


@MODELS.register_module()
class AxialAttention1d(InitialisedModule):
    """Self-attention along one axis of a map with relative positions on query, key and value.

    ``logits = BN(q.k) + BN(q.r_q) + BN(k.r_k)``; the output is ``BN(sum softmax v) +
    BN(sum softmax r_v)``.  There is no ``1/sqrt(d)``: the batch norms take its place.

    Args:
        in_channels: channels of the input.
        key_channels: total channels of the queries, and of the keys.
        value_channels: total channels of the values and of the output.
        axis: ``'height'`` or ``'width'``, the axis along which pixels attend to each other.
        num_heads: heads; divides ``key_channels`` and ``value_channels``.
        span: see :class:`RelativePositionTable`.
        positions: which of ``'query'``, ``'key'`` and ``'value'`` have a relative term.
        window: odd number of positions, the middle one its own, that a pixel attends to; None for all.
            No table has more vectors than that.  Time and memory grow with ``length * window``.
        norm_cfg: the batch norms.

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
                 positions: tuple[str, ...] = ('query', 'key', 'value'),
                 window: int | None = None,
                 norm_cfg: dict = DEFAULT_NORM,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if axis not in ('height', 'width'):
            raise ValueError(f"axis must be 'height' or 'width', not {axis!r}")
        if unknown := set(positions) - {'query', 'key', 'value'}:
            raise ValueError(f"positions may name 'query', 'key' and 'value', not {sorted(unknown)}")
        if key_channels % num_heads or value_channels % num_heads:
            raise ValueError(f'{num_heads} heads do not divide {key_channels} key or '
                             f'{value_channels} value channels')
        if window is not None and (window < 1 or window % 2 == 0):
            raise ValueError(f'window must be an odd number of positions, not {window}')
        self.axis, self.num_heads = axis, num_heads
        self.radius = None if window is None else window // 2
        span = span if window is None else min(span, window // 2 + 1)
        self.splits = (key_channels, key_channels, value_channels)
        key_depth, value_depth = key_channels // num_heads, value_channels // num_heads
        self.qkv = nn.Conv2d(in_channels, sum(self.splits), 1, bias=False)
        self.qkv_norm = build_batch_norm(norm_cfg, sum(self.splits))
        self.query_position = RelativePositionTable(span, key_depth) if 'query' in positions else None
        self.key_position = RelativePositionTable(span, key_depth) if 'key' in positions else None
        self.value_position = RelativePositionTable(span, value_depth) if 'value' in positions else None
        terms = 1 + ('query' in positions) + ('key' in positions)
        self.similarity_norm = build_batch_norm(norm_cfg, terms * num_heads)
        retrieved = 2 if 'value' in positions else 1
        self.output_norm = build_batch_norm(norm_cfg, retrieved * value_channels, dims=1)

    def reset_weights(self) -> None:
        """Projection: truncated normal of standard deviation ``in_channels ** -0.5``."""
        truncated_normal_(self.qkv.weight, self.qkv.in_channels ** -0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Attend along the axis: ``(B, C, H, W)`` to ``(B, value_channels, H, W)``."""
        batch, _, height, width = x.shape
        lines = self._lines(self.qkv_norm(self.qkv(x)))
        query, key, value = (t.unflatten(1, (self.num_heads, -1)).mT for t in lines.split(self.splits, dim=1))
        y = self._attend(query, key, value)
        if self.axis == 'height':
            return y.view(batch, width, -1, height).permute(0, 2, 3, 1)
        return y.view(batch, height, -1, width).permute(0, 2, 1, 3)

    def _lines(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(number of lines, C, length)``."""
        order = (0, 3, 1, 2) if self.axis == 'height' else (0, 2, 1, 3)
        return x.permute(order).flatten(0, 1)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Output ``(lines, value_channels, length)`` from ``(lines, heads, length, depth)`` inputs."""
        blocks = LineBlocks(query.shape[2], self.radius)
        query, key, value = blocks.queries(query), blocks.keys(key), blocks.keys(value)
        query_vectors = self._vectors(self.query_position, blocks)
        key_vectors = self._vectors(self.key_position, blocks)
        if key_vectors is not None:
            key_vectors = key_vectors.transpose(0, 2)  # the relation of j to i, with j first
        value_vectors = self._vectors(self.value_position, blocks)
        content, by_query, by_key = self._scales(query, key, query_vectors, key_vectors, blocks)

        def merged(x: Tensor) -> Tensor:
            return x.to(value.dtype).flatten(0, 1)

        retrieved = positional_attention(
            merged(query * content), merged(key), merged(value),
            None if by_query is None else (merged(query * by_query), query_vectors.to(value.dtype)),
            None if by_key is None else (merged(key * by_key), key_vectors.to(value.dtype)),
            None if value_vectors is None else value_vectors.to(value.dtype),
            blocks.bias(self.num_heads, value))
        retrieved = [blocks.join(r.unflatten(0, (-1, self.num_heads)).mT.flatten(1, 2))
                     for r in retrieved if r is not None]
        normed = self.output_norm(torch.cat(retrieved, dim=1))
        return normed.unflatten(1, (len(retrieved), -1)).sum(dim=1)

    @staticmethod
    def _vectors(table: RelativePositionTable | None, blocks: LineBlocks) -> Tensor | None:
        """Vectors ``(size, D, num_keys)`` of the pixels of a block and its keys."""
        return None if table is None else table(blocks.num_keys)[blocks.margin:blocks.margin + blocks.size]

    def _scales(self, query: Tensor, key: Tensor, query_vectors: Tensor | None, key_vectors: Tensor | None,
                blocks: LineBlocks) -> list[Tensor | None]:
        """What the norm of the similarities multiplies each of its three terms by, ``(heads, 1, 1)`` each."""
        terms = [True, query_vectors is not None, key_vectors is not None]
        with without_autocast(query):
            moments = self.similarity_norm.weight.new_zeros(2, self.similarity_norm.num_features)
            if self.similarity_norm.training:
                moments = self._moments(query, key, query_vectors, key_vectors, blocks)
            count = query.shape[0] // blocks.count * blocks.num_pairs
            scale = softmax_norm_scale(self.similarity_norm, *moments, count).view(-1, self.num_heads, 1, 1)
        scales = iter(scale)
        return [next(scales) if term else None for term in terms]

    @staticmethod
    def _moments(query: Tensor, key: Tensor, query_vectors: Tensor | None, key_vectors: Tensor | None,
                 blocks: LineBlocks) -> Tensor:
        """Means and mean squares ``(2, terms * heads)`` of the similarities."""
        dtype = torch.promote_types(query.dtype, torch.float32)
        query, key = query.to(dtype), key.to(dtype)
        if blocks.is_masked:
            found = masked_moments(query, key, query_vectors, key_vectors, blocks)
        else:
            found = [content_moments(query, key)]
            if query_vectors is not None:
                found.append(position_moments(query, query_vectors))
            if key_vectors is not None:
                found.append(position_moments(key, key_vectors))
        return torch.cat([torch.stack(pair) for pair in found], dim=1)


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
