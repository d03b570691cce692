"""Random fields, made of exact operations only."""
import numpy as np


def smooth(values, positions):
    """Interpolate a table with the cubic smoothstep.

    Args:
        values (np.ndarray): Shape (n, ...), the table along its first axis.
        positions (np.ndarray): Shape (m, ), positions in 0..1 along the table.

    Returns:
        np.ndarray: Shape (m, ...).
    """
    at = positions * (len(values) - 1)
    low = np.minimum(at.astype(np.int64), len(values) - 2)
    t = at - low
    t = (t * t * (3. - 2. * t)).reshape((-1, ) + (1, ) * (values.ndim - 1))
    return values[low] * (1. - t) + values[low + 1] * t


def field(rng, height, width, cell_height, cell_width):
    """Smooth noise in -1..1, shape (height, width), whose bumps measure `cell_height` x `cell_width` pixels."""
    grid = rng.random_sample((height // cell_height + 2, width // cell_width + 2)) * 2. - 1.
    rows = smooth(grid, (np.arange(height) + 0.5) / height)
    return np.ascontiguousarray(smooth(rows.T, (np.arange(width) + 0.5) / width).T)


def grain(rng, height, width):
    """White noise in -1..1 of shape (height, width)."""
    return rng.randint(-128, 129, (height, width), dtype=np.int64) / 128.
