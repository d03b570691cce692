"""ConvNeXt whose maps share their corners with the input."""
import torch.nn.functional as F
from mmpretrain.models.backbones import ConvNeXt
from torch import Tensor

from mmuvp.registry import MODELS

STEM_PADDING = (1, 2, 1, 2)
DOWNSAMPLE_PADDING = (0, 1, 0, 1)


@MODELS.register_module()
class PaddedConvNeXt(ConvNeXt):
    """Stock ConvNeXt with zeros around the input of its strided convolutions (kMaX-DeepLab).

    The stem pads 1 at the left and the top and 2 at the right and the bottom, every later downsampling 1
    at the right and the bottom, so an input of ``32k + 1`` pixels gives maps of ``8k + 1``, ``4k + 1``,
    ``2k + 1`` and ``k + 1``.  Its parameters are those of the stock class, without a norm for each output.

    Args:
        arch: see ``mmpretrain.ConvNeXt``.
        out_indices: stages that are returned.
        with_stem: return the stem's map, at stride 4 like that of the first stage, before them.
        **kwargs: further arguments of ``mmpretrain.ConvNeXt``.
    """

    def __init__(self, arch: str | dict = 'tiny', out_indices: tuple[int, ...] = (0, 1, 2, 3),
                 with_stem: bool = False, **kwargs) -> None:
        super().__init__(arch, out_indices=list(out_indices), gap_before_final_norm=False, **kwargs)
        self.with_stem = with_stem
        for index in self.out_indices:
            del self._modules[f'norm{index}']

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to maps at strides 4, 8, 16 and 32, rounded up."""
        outputs = []
        for index, (downsample, stage) in enumerate(zip(self.downsample_layers, self.stages, strict=True)):
            x = F.pad(x, STEM_PADDING if index == 0 else DOWNSAMPLE_PADDING)
            x = downsample(x)
            if index == 0 and self.with_stem:
                outputs.append(x)
            x = stage(x)
            if index in self.out_indices:
                outputs.append(x)
        return tuple(outputs)
