"""SETR-PUP's head for the maps of a hierarchical transformer."""
import torch
from mmcv.cnn import ConvModule
from mmseg.models.decode_heads.decode_head import BaseDecodeHead
from mmseg.models.utils import Upsample, resize
from torch import Tensor, nn

from mmuvp.models.layers.window_to_global_layer import WindowToGlobalLayer
from mmuvp.registry import MODELS


@MODELS.register_module()
class HLGUpHead(BaseDecodeHead):
    """Maps of all stages, joined, see a plain and a dilated layer before pixels are classified (HLG, section 3.4).

    The defaults are the published head's, which has the parameters that the paper counts.  That of the paper's text
    joins the maps at stride 16, has windows of 8 x 8 in both layers and upsamples progressively:
    ``fuse_index=2, window=8, interval=None, num_steps=4``.

    Args:
        embed_dims, num_heads: of the two layers.
        fuse_index: of the map, among those of ``in_index``, at whose size all are joined.
        window: side of the windows of the plain layer in pixels.
        interval: between the pixels of a window of the dilated layer.  None for windows of as many pixels as the plain
            layer's, which are spread over the map, as in the backbone.
        num_steps: 3x3 convolutions to ``channels`` after the layers, each before a step to twice the size.
        **kwargs: as in the stock heads.  Logits have the size of the joined map, but for the steps.

    Raises:
        ValueError: when there is no step and ``channels``, of which pixels are classified, is not ``embed_dims``, when
            there is no map of ``fuse_index``, or on windows without pixels or heads that do not divide the channels.
    """

    def __init__(self,
                 *,
                 embed_dims: int = 512,
                 num_heads: int = 16,
                 fuse_index: int = 0,
                 window: int = 7,
                 interval: int | None = 8,
                 num_steps: int = 0,
                 **kwargs) -> None:
        super().__init__(input_transform='multiple_select', **kwargs)
        if not num_steps and self.channels != embed_dims:
            raise ValueError(f'without steps channels must be embed_dims, {embed_dims}, not {self.channels}')
        if not 0 <= fuse_index < len(self.in_channels):
            raise ValueError(f'fuse_index must be one of {len(self.in_channels)} maps, not {fuse_index}')
        self.fuse_index = fuse_index
        layers = dict(norm_cfg=self.norm_cfg, act_cfg=self.act_cfg)
        self.fuse = ConvModule(sum(self.in_channels), embed_dims, 3, padding=1, **layers)
        self.plain = WindowToGlobalLayer(embed_dims, num_heads, 'plain', window)
        self.dilated = (WindowToGlobalLayer(embed_dims, num_heads, 'dilated', window) if interval is None else
                        WindowToGlobalLayer(embed_dims, num_heads, 'interval', interval))
        self.steps = nn.Sequential()
        for step in range(num_steps):
            self.steps.append(nn.Sequential(
                ConvModule(self.channels if step else embed_dims, self.channels, 3, padding=1, **layers),
                Upsample(scale_factor=2, mode='bilinear', align_corners=self.align_corners)))

    def forward(self, inputs: tuple[Tensor, ...]) -> Tensor:
        """Logits ``(B, classes, H, W)`` from the backbone's maps, of any size."""
        maps = self._transform_inputs(inputs)
        size = maps[self.fuse_index].shape[2:]
        joined = torch.cat([resize(x, size, mode='bilinear', align_corners=self.align_corners) for x in maps], dim=1)
        return self.cls_seg(self.steps(self.dilated(self.plain(self.fuse(joined)))))
