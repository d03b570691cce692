"""Position-sensitive self-attention (Axial-DeepLab, section 3.3.1): what its forms along axes and in windows share."""
from collections.abc import Callable

import torch
from torch import Tensor, nn

from .initialisation import InitialisedModule, truncated_normal_
from .line_blocks import LineBlocks
from .map_blocks import MapBlocks
from .norm import build_batch_norm
from .positional_attention import content_moments, position_moments, positional_attention, softmax_norm_scale
from .precision import without_autocast

Blocks = LineBlocks | MapBlocks
TERMS = ('query', 'key', 'value')


class PositionSensitiveAttention(InitialisedModule):
    """Projection, tables of relative positions, norms, and attention within blocks of pixels.

    ``logits = BN(q.k) + BN(q.r_q) + BN(k.r_k)``; the output is ``BN(sum softmax v) +
    BN(sum softmax r_v)``.  There is no ``1/sqrt(d)``: the batch norms take its place.

    Args:
        in_channels: channels of the input.
        key_channels: total channels of the queries, and of the keys.
        value_channels: total channels of the values and of the output.
        num_heads: heads; divides ``key_channels`` and ``value_channels``.
        positions: which of ``'query'``, ``'key'`` and ``'value'`` have a relative term.
        norm_cfg: the batch norms; None for attention without any.
        build_table: makes a table of relative positions of so many channels.

    Raises:
        ValueError: on an unknown position, channels that the heads do not divide, or a norm other than batch
            norm.
    """

    def __init__(self, in_channels: int, key_channels: int, value_channels: int, num_heads: int,
                 positions: tuple[str, ...], norm_cfg: dict | None, build_table: Callable[[int], nn.Module],
                 init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        if unknown := set(positions) - set(TERMS):
            raise ValueError(f"positions may name 'query', 'key' and 'value', not {sorted(unknown)}")
        if key_channels % num_heads or value_channels % num_heads:
            raise ValueError(f'{num_heads} heads do not divide {key_channels} key or '
                             f'{value_channels} value channels')
        self.num_heads = num_heads
        self.splits = (key_channels, key_channels, value_channels)
        self.qkv = nn.Conv2d(in_channels, sum(self.splits), 1, bias=False)
        self.qkv_norm = self._norm(norm_cfg, sum(self.splits))
        key_depth, value_depth = key_channels // num_heads, value_channels // num_heads
        self.query_position = build_table(key_depth) if 'query' in positions else None
        self.key_position = build_table(key_depth) if 'key' in positions else None
        self.value_position = build_table(value_depth) if 'value' in positions else None
        terms = 1 + ('query' in positions) + ('key' in positions)
        self.similarity_norm = self._norm(norm_cfg, terms * num_heads)
        retrieved = 2 if 'value' in positions else 1
        self.output_norm = self._norm(norm_cfg, retrieved * value_channels, dims=1)

    @staticmethod
    def _norm(norm_cfg: dict | None, channels: int, dims: int = 2) -> nn.Module:
        return nn.Identity() if norm_cfg is None else build_batch_norm(norm_cfg, channels, dims)

    def reset_weights(self) -> None:
        """Projection: truncated normal of standard deviation ``in_channels ** -0.5``."""
        truncated_normal_(self.qkv.weight, self.qkv.in_channels ** -0.5)

    def _heads(self, qkv: Tensor) -> list[Tensor]:
        """Query, key and value ``(lines, heads, length, depth)`` from their channels ``(lines, C, length)``."""
        return [x.unflatten(1, (self.num_heads, -1)).mT for x in qkv.split(self.splits, dim=1)]

    def _attend_within(self, blocks: Blocks, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Output ``(lines, value_channels, length)`` from ``(lines, heads, length, depth)`` inputs.

        Of maps that are cut into tiles, each is a line of ``height * width`` pixels.
        """
        query, key, value = blocks.queries(query), blocks.keys(key), blocks.keys(value)
        query_vectors = self._vectors('query', blocks)
        key_vectors = self._vectors('key', blocks)
        if key_vectors is not None:
            key_vectors = key_vectors.transpose(0, 2)  # the relation of j to i, with j first
        value_vectors = self._vectors('value', blocks)
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

    def _vectors(self, term: str, blocks: Blocks) -> Tensor | None:
        """Vectors ``(size, D, num_keys)`` of the pixels of a block and its keys, if the term has a table."""
        table = getattr(self, f'{term}_position')
        return None if table is None else table.within(blocks)

    def _scales(self, query: Tensor, key: Tensor, query_vectors: Tensor | None, key_vectors: Tensor | None,
                blocks: Blocks) -> list[Tensor | None]:
        """What the norm of the similarities multiplies each of its three terms by, ``(heads, 1, 1)`` each."""
        terms = [True, query_vectors is not None, key_vectors is not None]
        if isinstance(self.similarity_norm, nn.Identity):
            return [query.new_ones(()) if term else None for term in terms]
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
                 blocks: Blocks) -> Tensor:
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


def masked_moments(query: Tensor, key: Tensor, query_vectors: Tensor | None, key_vectors: Tensor | None,
                   blocks: Blocks) -> list[tuple[Tensor, Tensor]]:
    """Mean and mean square ``(heads,)`` of each similarity, over the pairs that attend to each other.

    Args:
        query: ``(lines * count, heads, size, depth)``; of maps, as many as there are in place of lines.
        key: ``(lines * count, heads, num_keys, depth)``.
        query_vectors: ``(size, depth, num_keys)``, if any.
        key_vectors: ``(num_keys, depth, size)``, if any.
        blocks: how the lines, or the maps, were cut.
    """
    attended = blocks.attended(query.device)
    content = (query @ key.mT).unflatten(0, (-1, blocks.count)) * attended[:, None]
    pairs = content.shape[0] * blocks.num_pairs
    moments = [tuple(x.sum(dim=(0, 1, 3, 4)) / pairs for x in (content, content.square()))]
    for x, vectors, mask in ((query, query_vectors, attended), (key, key_vectors, attended.mT)):
        if vectors is None:
            continue
        places = x.unflatten(0, (-1, blocks.count)).transpose(1, 2).flatten(2, 3)
        found = position_moments(places, (vectors * mask[:, :, None]).flatten(0, 1))
        moments.append(tuple(mean * (attended.numel() / blocks.num_pairs) for mean in found))
    return moments


def check_window(window: int) -> None:
    """Refuse a window without a middle.

    Raises:
        ValueError: when it is even, or less than 1.
    """
    if window < 1 or window % 2 == 0:
        raise ValueError(f'window must be an odd number of positions, not {window}')
