"""SETR's head for maps of several layers."""
from mmseg.models.decode_heads import SETRMLAHead as StockSETRMLAHead
from torch import nn

from mmuvp.registry import MODELS


@MODELS.register_module()
class SETRMLAHead(StockSETRMLAHead):
    """SETR-MLA's head as its authors published it (SETR, section 3.4).

    The stock head classifies pixels one by one and upsamples without aligned corners; the published one looks at a
    pixel's neighbours, and its maps share their corners while they are upsampled.

    Args:
        classifier_kernel: side of the classifier's convolution, odd.  The paper's multiply-adds are those of 1.
        **kwargs: as in the stock class.  ``align_corners`` is for the logits alone.

    Raises:
        ValueError: when ``classifier_kernel`` is even.
    """

    def __init__(self, classifier_kernel: int = 3, **kwargs) -> None:
        super().__init__(**kwargs)
        if classifier_kernel % 2 == 0:
            raise ValueError(f'classifier_kernel must be odd, not {classifier_kernel}')
        self.conv_seg = nn.Conv2d(
            self.channels, self.out_channels, classifier_kernel, padding=classifier_kernel // 2)
        for *_, upsample in self.up_convs:
            upsample.align_corners = True
