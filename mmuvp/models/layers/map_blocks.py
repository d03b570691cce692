"""Maps of pixels cut into tiles, so that each pixel attends to those around it only."""
import torch
import torch.nn.functional as F
from torch import Tensor

from .line_blocks import LineBlocks, attention_bias
from .line_patches import LinePatches


class MapBlocks:
    """A map cut into tiles, along its rows and along its columns, whose pixels share the keys around them.

    What is computed grows with the pixels times the keys of a tile.

    Args:
        rows: how a column of pixels, from the first row to the last, is cut; :class:`LinePatches` serves as well
            as :class:`LineBlocks`, which alone has a mask of who attends to whom.
        columns: how a row of pixels is cut.
    """

    def __init__(self, rows: LineBlocks | LinePatches, columns: LineBlocks | LinePatches) -> None:
        self.rows, self.columns = rows, columns
        self.count = rows.count * columns.count

    @property
    def is_masked(self) -> bool:
        """Whether there is a pixel that does not attend to another."""
        return self.rows.is_masked or self.columns.is_masked

    @property
    def num_pairs(self) -> int:
        """Pairs of pixels of which one attends to the other."""
        return self.rows.num_pairs * self.columns.num_pairs

    def queries(self, x: Tensor) -> Tensor:
        """Cut ``(B, heads, H * W, depth)`` into ``(B * count, heads, size, depth)``, padded with zeros."""
        rows, columns = self.rows, self.columns
        x = x.unflatten(2, (rows.length, columns.length))
        x = F.pad(x, (0, 0, 0, columns.padding, 0, rows.padding))
        x = x.unflatten(3, (columns.count, columns.size)).unflatten(2, (rows.count, rows.size))
        return x.permute(0, 2, 4, 1, 3, 5, 6).flatten(4, 5).flatten(0, 2)

    def keys(self, x: Tensor) -> Tensor:
        """Cut ``(B, heads, H * W, depth)`` into ``(B * count, heads, num_keys, depth)``, padded with zeros."""
        rows, columns = self.rows, self.columns
        x = _around_tiles(_around_tiles(x.unflatten(2, (rows.length, columns.length)), 3, columns), 2, rows)
        return x.permute(0, 2, 4, 1, 3, 5, 6).flatten(4, 5).flatten(0, 2)

    def join(self, x: Tensor) -> Tensor:
        """Put ``(B * count, C, size)`` together to ``(B, C, H * W)``."""
        rows, columns = self.rows, self.columns
        x = x.unflatten(0, (-1, rows.count, columns.count)).unflatten(4, (rows.size, columns.size))
        x = x.permute(0, 3, 1, 4, 2, 5).flatten(4, 5).flatten(2, 3)
        return x[:, :, :rows.length, :columns.length].flatten(2)

    def attended(self, device: torch.device) -> Tensor:
        """Which pixels attend to which keys of their tile, ``(count, size, num_keys)``."""
        rows, columns = self.rows.attended(device), self.columns.attended(device)
        pairs = rows[:, None, :, None, :, None] & columns[None, :, None, :, None, :]
        return pairs.flatten(4, 5).flatten(2, 3).flatten(0, 1)

    def bias(self, num_heads: int, like: Tensor) -> Tensor | None:
        """What the mask adds to the logits, see :func:`attention_bias`."""
        return attention_bias(self.attended(like.device), num_heads, like) if self.is_masked else None

    def offsets(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Rows and columns from each pixel of a tile to each of its keys, ``(size, num_keys)`` both."""
        def along(blocks: LineBlocks) -> Tensor:
            query = torch.arange(blocks.size, device=device)[:, None]
            return torch.arange(blocks.num_keys, device=device) - blocks.margin - query

        rows, columns = torch.broadcast_tensors(along(self.rows)[:, None, :, None], along(self.columns)[None, :, None])
        return rows.flatten(2, 3).flatten(0, 1), columns.flatten(2, 3).flatten(0, 1)


def _around_tiles(x: Tensor, dim: int, line: LineBlocks | LinePatches) -> Tensor:
    """Replace the axis of a line by two, the tiles and the keys of each, padded with zeros.

    Slices of whole tiles are put side by side: the gradient of ``unfold`` takes several times as long.
    """
    whole, rest = divmod(line.num_keys, line.size)
    steps = line.count + -(-line.num_keys // line.size) - 1
    after = steps * line.size - line.length - line.margin
    x = F.pad(x, (0, 0) * (x.ndim - 1 - dim) + (line.margin, after)).unflatten(dim, (steps, line.size))
    slices = [x.narrow(dim, first, line.count) for first in range(whole)]
    if rest:
        slices.append(x.narrow(dim, whole, line.count).narrow(dim + 1, 0, rest))
    return torch.cat(slices, dim=dim + 1)
