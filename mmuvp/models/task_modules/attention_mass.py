"""The part of an attention map that holds a given share of it."""
import torch.nn.functional as F

# names of F.interpolate; its own `nearest` rounds where the middle of a pixel lies on the wrong side
INTERPOLATIONS = dict(nearest='nearest-exact', bilinear='bilinear')


def keep_mass(attention, mass):
    """Find the fewest cells of each map that together hold at least a share of it; equal cells stay together.

    It is how DINO (section 4.2.2) makes a mask of class attention, and how what is salient is chosen for occlusion.

    Args:
        attention (Tensor): Maps of any scale, (B, h, w), none of whose cells is below 0.
        mass (float): The share, from 0, which keeps nothing, to 1, which keeps every cell that is not 0.

    Returns:
        Tensor: (B, h, w), bool.

    Raises:
        ValueError: If `mass` is not in [0, 1], or a cell is negative or not a number.
    """
    if not 0 <= mass <= 1:
        raise ValueError(f'the mass of attention to keep must be in [0, 1], got {mass}')
    if not (attention >= 0).all():
        raise ValueError('attention must not be negative, nor contain NaN')
    # sums of single precision would lose the small cells at the end
    values = attention.flatten(1).double()
    ordered = values.sort(dim=1, descending=True).values
    sums = ordered.cumsum(dim=1)
    needed = sums - ordered < mass * sums[:, -1:]
    if mass == 1:
        needed = ordered > 0  # rounding must not leave one out
    threshold = ordered.masked_fill(~needed, float('inf')).amin(dim=1, keepdim=True)
    return (values >= threshold).view(attention.shape)


def attention_masks(attention, size, mass=0.9, interpolation='nearest'):
    """Enlarge maps to a size, and keep the share of each that is held by the fewest pixels.

    Args:
        attention (Tensor): Maps of any scale, (B, h, w), none of whose cells is below 0.
        size (tuple[int, int]): Height H and width W.
        mass (float): The share, see :func:`keep_mass`.
        interpolation (str): `'nearest'`, with which whole cells stay or go, or `'bilinear'`.

    Returns:
        Tensor: (B, H, W), bool.

    Raises:
        ValueError: See :func:`keep_mass`, or if there is no such interpolation.
    """
    if interpolation not in INTERPOLATIONS:
        raise ValueError(f'interpolation must be one of {list(INTERPOLATIONS)}, got {interpolation!r}')
    resized = F.interpolate(attention[:, None].float(), size, mode=INTERPOLATIONS[interpolation])[:, 0]
    return keep_mass(resized, mass)
