"""Images whose patches have changed places."""
import numpy as np
import torch
from torch import nn

from mmuvp.registry import MODELS

from .grid import as_grid


@MODELS.register_module()
class PatchShuffle(nn.Module):
    """Cuts images into a grid and puts its cells in a random order, another one for each image.

    TransMix, section 4.3, sensitivity to spatial structure shuffling; 1 leaves an image as it is.

    Args:
        grid (int | tuple[int, int]): Cells over the height and over the width, or one number for both.
        seed (int): Of the random orders.

    Raises:
        ValueError: If `grid` is not made of positive integers.
    """

    def __init__(self, grid, seed=0):
        super().__init__()
        self.grid = as_grid(grid)
        self.seed = seed

    def forward(self, images, numbers):
        """Shuffle images.

        Args:
            images (Tensor): (B, C, H, W).
            numbers (Sequence[int]): A number of each image, which tells its random order.

        Returns:
            Tensor: (B, C, H, W).

        Raises:
            ValueError: If the grid does not divide the images; cells of unequal size cannot change places.
        """
        (rows, columns), (batch, channels, height, width) = self.grid, images.shape
        if height % rows or width % columns:
            raise ValueError(f'images of {height} x {width} pixels cannot be cut into {rows} x {columns} equal cells')
        size = height // rows, width // columns
        cells = images.view(batch, channels, rows, size[0], columns, size[1])
        cells = cells.permute(0, 2, 4, 1, 3, 5).reshape(batch, rows * columns, channels, *size)
        orders = np.stack([np.random.default_rng((self.seed, number)).permutation(rows * columns)
                           for number in numbers])
        orders = torch.from_numpy(orders).to(images.device)
        cells = cells[torch.arange(batch, device=images.device)[:, None], orders]
        cells = cells.view(batch, rows, columns, channels, *size).permute(0, 3, 1, 4, 2, 5)
        return cells.reshape(images.shape)
