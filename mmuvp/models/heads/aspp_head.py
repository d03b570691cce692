"""DeepLabv3's head with the projection of its paper."""
from mmcv.cnn import ConvModule
from mmseg.models.decode_heads import ASPPHead as StockASPPHead

from mmuvp.registry import MODELS


@MODELS.register_module()
class ASPPHead(StockASPPHead):
    """ASPP whose branches a 1x1 convolution brings together (DeepLabv3, section 3.3); the stock head has a 3x3 one.

    Args:
        **kwargs: as in the stock class.
    """

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.bottleneck = ConvModule(
            (len(self.dilations) + 1) * self.channels, self.channels, 1, conv_cfg=self.conv_cfg,
            norm_cfg=self.norm_cfg, act_cfg=self.act_cfg)
