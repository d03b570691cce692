"""Images some of whose patches are blank."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mmuvp.models.parts import build_part
from mmuvp.registry import MODELS

from ..task_modules import keep_mass
from .grid import as_grid

SELECTIONS = ('random', 'salient', 'non-salient')
MEASURES = ('patches', 'attention')


@MODELS.register_module()
class PatchOcclusion(nn.Module):
    """Sets patches of images, which are normalised already, to 0.

    TransMix, section 4.3, robustness to occlusion.  A grid that does not divide the images has patches that differ by
    a pixel: pixel y of a height H belongs to row `y * rows // H`.

    Args:
        ratio (float): How much of an image is lost, in [0, 1]; what it is a share of, `measure` says.
        select (str): `'random'`, `'salient'` or `'non-salient'`: which patches go first.
        measure (str): `'patches'`: the number of patches that go is `ratio` of all, rounded. `'attention'`: those go
            that hold `ratio` of the saliency; of salient ones the fewest that hold at least as much, of non-salient
            ones the most that hold no more. The latter is how Naseer et al. (2021) measure, whom the paper follows.
        saliency (dict | nn.Module, optional): Takes normalised images (B, 3, H, W) and returns their saliency
            (B, h, w); maps of another size than the grid are averaged over its patches. Required unless patches are
            drawn at random.
        grid (int | tuple[int, int]): Patches over the height and over the width, or one number for both.
        seed (int): Of the random choice.

    Raises:
        ValueError: If an argument is not as it must be, or two contradict each other.
    """

    def __init__(self, ratio, select='random', measure='patches', saliency=None, grid=14, seed=0):
        super().__init__()
        if not 0 <= ratio <= 1:
            raise ValueError(f'PatchOcclusion: ratio must be in [0, 1], got {ratio}')
        if select not in SELECTIONS:
            raise ValueError(f'PatchOcclusion: select must be one of {SELECTIONS}, got {select!r}')
        if measure not in MEASURES:
            raise ValueError(f'PatchOcclusion: measure must be one of {MEASURES}, got {measure!r}')
        if select == 'random' and (saliency is not None or measure == 'attention'):
            raise ValueError('PatchOcclusion: the random choice knows no saliency, and measures by patches')
        if select != 'random' and saliency is None:
            raise ValueError(f'PatchOcclusion: select={select!r} needs saliency, a module that tells what is salient')
        self.ratio, self.select, self.measure, self.seed = ratio, select, measure, seed
        self.grid = as_grid(grid)
        self._counts = 0, 0
        # in a tuple, so that the weights of what tells saliency are none of the model's
        self._saliency = (build_part(saliency), )

    def forward(self, images, numbers):
        """Blank patches.

        Args:
            images (Tensor): Normalised images, (B, 3, H, W).
            numbers (Sequence[int]): A number of each image, which tells its random choice.

        Returns:
            Tensor: (B, 3, H, W).

        Raises:
            ValueError: If the grid has more rows or columns than the images have pixels.
        """
        size = tuple(images.shape[2:])
        if self.grid[0] > size[0] or self.grid[1] > size[1]:
            raise ValueError(f'images of {size[0]} x {size[1]} pixels have no grid of {self.grid[0]} x {self.grid[1]}')
        if self.select == 'random':
            dropped = self._first(self._random_order(numbers)).to(images.device)
        else:
            dropped = self._by_saliency(self._saliency_of(images))
        rows, columns = (torch.arange(pixels, device=images.device) * cells // pixels
                         for pixels, cells in zip(size, self.grid, strict=True))
        self._count(dropped)
        dropped = dropped.view(-1, *self.grid)[:, rows[:, None], columns]
        return images.masked_fill(dropped[:, None], 0)

    @property
    def information_loss(self):
        """Share of the patches that were blanked so far, in [0, 1]; NaN before the first image.

        Of occlusion by `measure='attention'` this is what Naseer et al. report, and iBOT (appendix E.4) with them.
        """
        blanked, seen = self._counts
        return blanked / seen if seen else float('nan')

    def _count(self, dropped):
        blanked, seen = self._counts
        self._counts = blanked + int(dropped.sum()), seen + dropped.numel()

    def _random_order(self, numbers):
        cells = self.grid[0] * self.grid[1]
        return torch.from_numpy(np.stack([
            np.random.default_rng((self.seed, number)).permutation(cells) for number in numbers]))

    @torch.no_grad()
    def _saliency_of(self, images):
        saliency, = self._saliency
        saliency.to(images.device).eval()
        return F.adaptive_avg_pool2d(saliency(images).float()[:, None], self.grid)[:, 0]

    def _by_saliency(self, saliency):
        is_salient = self.select == 'salient'
        if self.measure == 'patches':
            return self._first(saliency.flatten(1).argsort(dim=1, descending=is_salient, stable=True))
        return keep_mass(saliency, self.ratio) if is_salient else ~keep_mass(saliency, 1 - self.ratio)

    def _first(self, order):
        """Mark the first patches of an order, (B, cells), bool."""
        count = round(self.ratio * order.shape[1])
        return torch.zeros(order.shape, dtype=torch.bool, device=order.device).scatter(1, order[:, :count], True)
