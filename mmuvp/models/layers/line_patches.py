"""Lines of pixels cut into query patches, each of which sees a wider reference patch (SeT, section 3.1)."""
import torch
import torch.nn.functional as F
from torch import Tensor


class LinePatches:
    """A line padded at its end to a whole number of patches; with two of them ``MapBlocks`` cuts a map.

    Args:
        length: pixels of the line.
        size: pixels of a query patch, K.
        margin: pixels that a reference patch has more at each side, O.
    """

    padding = 0  # what is cut is padded before

    def __init__(self, length: int, size: int, margin: int) -> None:
        self.size, self.margin = size, margin
        self.num_keys = size + 2 * margin
        self.count = -(-length // size)
        self.given_length, self.length = length, self.count * size

    def inside(self, device: torch.device) -> Tensor:
        """Which pixels of each reference patch are those of the line, ``(count, num_keys)``."""
        start = torch.arange(self.count, device=device)[:, None] * self.size - self.margin
        pixel = start + torch.arange(self.num_keys, device=device)
        return (pixel >= 0) & (pixel < self.given_length)

    def offsets(self, device: torch.device) -> Tensor:
        """Pixels from each pixel of a query patch to each of its reference patch, ``(size, num_keys)``."""
        query = torch.arange(self.size, device=device)[:, None]
        return torch.arange(self.num_keys, device=device) - self.margin - query


def pad_to_patches(x: Tensor, size: int) -> Tensor:
    """Pad maps ``(B, C, H, W)`` with zeros at the bottom and the right to whole patches of ``size`` pixels a side."""
    # rounded up by a quotient: a remainder of a negative number fails where sizes are symbols to the compiler
    bottom, right = (-(-length // size) * size - length for length in x.shape[-2:])
    return F.pad(x, (0, right, 0, bottom))
