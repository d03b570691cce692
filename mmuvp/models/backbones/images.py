"""The images that backbones are given."""
from torch import Tensor


def check_images(x: Tensor, channels: int = 3) -> None:
    """Raise a ValueError unless these are images ``(B, channels, H, W)`` of at least a pixel."""
    if x.dim() != 4 or x.shape[1] != channels or 0 in x.shape[2:]:
        raise ValueError(f'images must be (B, {channels}, H, W) of at least a pixel, not {tuple(x.shape)}')
