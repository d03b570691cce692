"""Grids over images."""


def as_grid(grid):
    """Check the numbers of cells of a grid.

    Args:
        grid (int | tuple[int, int]): Cells over the height and over the width, or one number for both.

    Returns:
        tuple[int, int]: Rows and columns.

    Raises:
        ValueError: If it is not made of positive integers.
    """
    pair = (grid, grid) if isinstance(grid, int) else tuple(grid)
    if len(pair) != 2 or any(not isinstance(side, int) or side < 1 for side in pair):
        raise ValueError(f'a grid must be one positive integer or two, got {grid!r}')
    return pair
