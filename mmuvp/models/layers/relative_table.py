"""Resizing of tables of relative positions."""
import numpy as np
import torch
from torch import Tensor


def resize_relative_table(table: Tensor, new: int, extra: int) -> Tensor:
    """Resize a table of relative positions so that near ones stay near each other (BEiT; Bao et al., 2022).

    Old distances are spread over the new range in steps that grow by a constant ratio, and a cubic spline through them
    is read at whole distances.

    Args:
        table: ``(old ** 2 + extra, heads)``, row by row over an odd number of distances on each axis.
        new: odd number of distances on each axis.
        extra: last rows that stand for no distance; they stay.

    Returns:
        ``(new ** 2 + extra, heads)``; the table itself when its size is right.
    """
    from scipy.interpolate import RectBivariateSpline
    positions = len(table) - extra
    old = round(positions ** 0.5)
    if old == new:
        return table
    places, wanted = spread(old // 2, new // 2), np.arange(new) - new // 2
    grids = table[:positions].T.reshape(-1, old, old).double().cpu().numpy()
    resized = np.stack([RectBivariateSpline(places, places, grid)(wanted, wanted) for grid in grids])
    resized = torch.from_numpy(resized).to(table).flatten(1).T
    return torch.cat([resized, table[positions:]])


def spread(count: int, reach: int) -> np.ndarray:
    """Places of ``2 * count + 1`` distances, symmetric about 0, the first at 1 and the last at ``reach``.

    Args:
        count: steps to either side; each is longer, or shorter, than the one before by the same ratio.
        reach: where the last step ends.
    """
    low, high = 0.0, float(max(reach, 2))
    while high - low > 1e-9:
        ratio = (low + high) / 2
        low, high = (low, ratio) if (ratio ** np.arange(count)).sum() > reach else (ratio, high)
    distances = np.cumsum(ratio ** np.arange(count))
    return np.concatenate([-distances[::-1], [0.0], distances])
