"""Lines of pixels cut into blocks, so that each pixel attends to its neighbours only."""
import torch
import torch.nn.functional as F
from torch import Tensor

MIN_BLOCK = 8


class LineBlocks:
    """A line whose pixels attend to those at most ``radius`` away, cut into blocks.

    The pixels of a block share the keys that any of them attends to, so there are ``radius`` more keys than
    pixels at each side of it, and a mask tells who attends to whom.  What is computed grows with
    ``length * radius``.  A line that is not longer than the keys of a block stays whole.

    Args:
        length: pixels of the line.
        radius: distance of the furthest pixel that is attended to; None for the whole line.
        size: pixels of a block; by default as many as a pixel attends to at one side, and no fewer than 8.
    """

    def __init__(self, length: int, radius: int | None, size: int | None = None) -> None:
        self.length = length
        self.radius = length - 1 if radius is None else min(radius, length - 1)
        size = max(self.radius + 1, MIN_BLOCK) if size is None else size
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
        x = F.pad(x, (0, 0, 0, self.padding))
        return x.unflatten(2, (self.count, self.size)).transpose(1, 2).flatten(0, 1)

    def keys(self, x: Tensor) -> Tensor:
        """Cut ``(lines, heads, length, depth)`` into ``(lines * count, heads, num_keys, depth)``, padded with zeros."""
        if self.count == 1:
            return x
        x = F.pad(x, (0, 0, self.margin, self.margin + self.padding))
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
        """What the mask adds to the logits, see :func:`attention_bias`."""
        return attention_bias(self.attended(like.device), num_heads, like) if self.is_masked else None

    @property
    def padding(self) -> int:
        """Pixels that the last block has beyond the line."""
        return self.count * self.size - self.length


def attention_bias(attended: Tensor, num_heads: int, like: Tensor) -> Tensor:
    """What a mask adds to the logits of all heads.

    Args:
        attended: which pixels attend to which keys of their block, ``(count, size, num_keys)``.
        num_heads: heads.
        like: a tensor of the dtype and the device of the logits.

    Returns:
        ``(count, num_heads, size, num_keys)``, 0 or minus infinity; one memory serves all heads.
    """
    # pixels of the padding attend to anything: without a key the softmax would be undefined
    allowed = attended | ~attended.any(dim=-1, keepdim=True)
    bias = torch.zeros(allowed.shape, dtype=like.dtype, device=like.device).masked_fill(~allowed, -torch.inf)
    return bias[:, None].expand(-1, num_heads, -1, -1)
