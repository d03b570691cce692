"""The decoder of DLA for semantic segmentation."""
from collections.abc import Sequence

from mmseg.models.decode_heads.decode_head import BaseDecodeHead
from torch import Tensor

from mmuvp.models.layers.iterative_aggregation import BilinearUpsampling, IterativeAggregation
from mmuvp.registry import MODELS


@MODELS.register_module()
class DLAHead(BaseDecodeHead):
    """Iterative aggregation from stride 32 to 2, a classifier of pixels, and bilinear upsampling that does not learn.

    The decoder of DLA (Yu et al., 2018, section 3.1) as ELASTIC has it (section 2.4.4 of the paper).

    Args:
        in_channels: of the maps that are aggregated, finest first.
        in_index: of these maps; their strides are 2, 4, 8 and so on.
        size_index: of the map of stride 1, whose size is that of the result.
        norm_cfg, act_cfg: norm and activation layers.
        **kwargs: as in mmseg's decode heads.
    """

    def __init__(self, in_channels: Sequence[int], in_index: Sequence[int] = (1, 2, 3, 4, 5), size_index: int = 0,
                 norm_cfg: dict = dict(type='BN'), **kwargs) -> None:
        super().__init__(in_channels, in_channels[0], in_index=in_index, input_transform='multiple_select',
                         norm_cfg=norm_cfg, **kwargs)
        self.size_index = size_index
        self.aggregation = IterativeAggregation(self.in_channels, self.norm_cfg, self.act_cfg)
        self.upsampling = BilinearUpsampling(self.out_channels).requires_grad_(False)

    def forward(self, inputs: Sequence[Tensor]) -> Tensor:
        """The backbone's maps to logits ``(B, num_classes, H, W)`` of the size of the image."""
        height, width = inputs[self.size_index].shape[-2:]
        logits = self.cls_seg(self.aggregation(self._transform_inputs(inputs)))
        return self.upsampling(logits)[..., :height, :width]
