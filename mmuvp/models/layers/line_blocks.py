"""Lines of pixels cut into blocks, so that each pixel attends to its neighbours only."""
import torch
import torch.nn.functional as F
from torch import Tensor

from .positional_attention import position_moments

MIN_BLOCK = 8


class LineBlocks:
    """A line whose pixels attend to those at most ``radius`` away, cut into blocks.

    The pixels of a block share the keys that any of them attends to, so there are ``radius`` more keys than
    pixels at each side of it, and a mask tells who attends to whom.  What is computed grows with
    ``length * radius``.  A line that is not longer than the keys of a block stays whole.

    Args:
        length: pixels of the line.
        radius: distance of the furthest pixel that is attended to; None for the whole line.
    """

    def __init__(self, length: int, radius: int | None) -> None:
        self.length = length
        self.radius = length - 1 if radius is None else min(radius, length - 1)
        size = max(self.radius + 1, MIN_BLOCK)
        whole = size + 2 * self.radius >= length
        self.size, self.margin = (length, 0) if whole else (size, self.radius)
        self.num_keys = self.size + 2 * self.margin
        self.count = -(-length // self.size)
        self.is_masked = self.radius < length - 1

    @property
    def num_pairs(self) -> int:
        """Pairs of pixels of which one attends to the other."""
        return self.length * (2 * self.radius + 1) - self.radius * (self.radius + 1)

    def queries(self, x: Tensor) -> Tensor:
        """Cut ``(lines, heads, length, depth)`` into ``(lines * count, heads, size, depth)``, padded with zeros."""
        if self.count == 1:
            return x
        x = F.pad(x, (0, 0, 0, self._padding))
        return x.unflatten(2, (self.count, self.size)).transpose(1, 2).flatten(0, 1)

    def keys(self, x: Tensor) -> Tensor:
        """Cut ``(lines, heads, length, depth)`` into ``(lines * count, heads, num_keys, depth)``, padded with zeros."""
        if self.count == 1:
            return x
        x = F.pad(x, (0, 0, self.margin, self.margin + self._padding))
        return x.unfold(2, self.num_keys, self.size).permute(0, 2, 1, 4, 3).flatten(0, 1)

    def join(self, x: Tensor) -> Tensor:
        """Put ``(lines * count, C, size)`` together to ``(lines, C, length)``."""
        if self.count == 1:
            return x
        return x.unflatten(0, (-1, self.count)).transpose(1, 2).flatten(2)[..., :self.length]

    def attended(self, device: torch.device) -> Tensor:
        """Which pixels attend to which keys of their block, ``(count, size, num_keys)``."""
        start = torch.arange(self.count, device=device)[:, None, None] * self.size
        query = start + torch.arange(self.size, device=device)[:, None]
        key = start + torch.arange(self.num_keys, device=device) - self.margin
        inside = (query < self.length) & (key >= 0) & (key < self.length)
        return inside & ((key - query).abs() <= self.radius)

    def bias(self, num_heads: int, like: Tensor) -> Tensor | None:
        """What the mask adds to the logits, ``(count * num_heads, size, num_keys)``, in dtype and place of ``like``."""
        if not self.is_masked:
            return None
        attended = self.attended(like.device)
        # pixels of the padding attend to anything: without a key the softmax would be undefined
        allowed = attended | ~attended.any(dim=-1, keepdim=True)
        bias = torch.zeros(allowed.shape, dtype=like.dtype, device=like.device).masked_fill(~allowed, -torch.inf)
        return bias.repeat_interleave(num_heads, dim=0)

    @property
    def _padding(self) -> int:
        return self.count * self.size - self.length


def masked_moments(query: Tensor, key: Tensor, query_vectors: Tensor | None, key_vectors: Tensor | None,
                   blocks: LineBlocks) -> list[tuple[Tensor, Tensor]]:
    """Mean and mean square ``(heads,)`` of each similarity, over the pairs that attend to each other.

    Args:
        query: ``(lines * count, heads, size, depth)``.
        key: ``(lines * count, heads, num_keys, depth)``.
        query_vectors: ``(size, depth, num_keys)``, if any.
        key_vectors: ``(num_keys, depth, size)``, if any.
        blocks: how the lines were cut.
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
