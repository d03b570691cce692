"""Ways to and from the resolution at which the low path of an Elastic block works (ELASTIC, table 2.6)."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn


class PooledResampling(nn.Module):
    """Averages over 2x2 pixels on the way down, interpolates by 2 on the way up.

    Maps of odd height or width are as if their last row or column stood there twice.

    Args:
        mode: of the interpolation, ``'bilinear'`` or ``'nearest'``.
    """

    dilation = 1

    def __init__(self, mode: str = 'bilinear') -> None:
        super().__init__()
        self.mode = mode

    def down(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(B, C, h, w)``, half the size, rounded up."""
        return F.avg_pool2d(x, 2, ceil_mode=True)

    def up(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """``(B, C, h, w)`` back to ``(B, C, H, W)`` of the given size."""
        aligned = {} if self.mode == 'nearest' else dict(align_corners=False)
        # twice the size, then cut: to interpolate to an odd size would shift the pixels
        return F.interpolate(x, scale_factor=2, mode=self.mode, **aligned)[..., :size[0], :size[1]]


class TrainedResampling(nn.Module):
    """Depthwise filters of stride 2, which start as the 2x2 average and as bilinear interpolation.

    Args:
        in_channels: of the maps that go down.
        out_channels: of the maps that come up.
    """

    dilation = 1

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.down_filter = nn.Conv2d(in_channels, in_channels, 2, stride=2, groups=in_channels, bias=False)
        # a border of one pixel is put on before, and its 2 pixels of either side are cut off with one of overlap
        self.up_filter = nn.ConvTranspose2d(
            out_channels, out_channels, 4, stride=2, padding=3, groups=out_channels, bias=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the filters with what :class:`PooledResampling` computes."""
        nn.init.constant_(self.down_filter.weight, 0.25)
        line = torch.tensor([0.25, 0.75, 0.75, 0.25])
        with torch.no_grad():
            self.up_filter.weight.copy_((line[:, None] * line).expand_as(self.up_filter.weight))

    def down(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(B, C, h, w)``, half the size, rounded up."""
        height, width = x.shape[-2:]
        return self.down_filter(F.pad(x, (0, width % 2, 0, height % 2), mode='replicate'))

    def up(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """``(B, C, h, w)`` back to ``(B, C, H, W)`` of the given size."""
        return self.up_filter(F.pad(x, (1, 1, 1, 1), mode='replicate'))[..., :size[0], :size[1]]


class DilatedResampling(nn.Module):
    """Keeps the resolution: the low path sees as far by the dilation of its 3x3 convolutions.

    Args:
        pooled: average over 2x2 pixels, with stride 1, on the way down.
    """

    dilation = 2

    def __init__(self, pooled: bool) -> None:
        super().__init__()
        self.pooled = pooled

    def down(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to the same shape."""
        if not self.pooled:
            return x
        return F.avg_pool2d(F.pad(x, (0, 1, 0, 1), mode='replicate'), 2, stride=1)

    def up(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """``(B, C, H, W)``, as it is."""
        return x


RESAMPLINGS = {
    'bilinear': lambda in_channels, out_channels: PooledResampling('bilinear'),
    'nearest': lambda in_channels, out_channels: PooledResampling('nearest'),
    'trained': TrainedResampling,
    'dilated': lambda in_channels, out_channels: DilatedResampling(pooled=False),
    'dilated_pool': lambda in_channels, out_channels: DilatedResampling(pooled=True),
}
