"""The residual block of SeT (section 3.1, figure 2)."""
from mmcv.cnn import ConvModule, build_activation_layer, build_norm_layer
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_resnet_layers
from .patch_wise_attention import PatchWiseAttention
from .pixel_wise_attention import PixelWiseAttention


@MODELS.register_module()
class SeparableBottleneck(InitialisedModule):
    """1x1 to ``channels``, separable attention with a shortcut of its own, 1x1 to ``expansion`` times as many.

    The last linear layer takes the place of a transformer's feed-forward network.  With neither attention the block
    is the bottleneck of ResNet.

    Args:
        in_channels: channels of the input.
        channels: D, of the attention.
        expansion: B, ratio of the output's channels to D.
        stride: 1, or 2 to average 2x2 pixels after the first linear layer, and in the shortcut.
        pixel_wise: arguments of :class:`mmuvp.PixelWiseAttention` but for the channels; None to leave it out.
        patch_wise: the same of :class:`mmuvp.PatchWiseAttention`, which follows it.
        drop_path: probability to leave the block out in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on what the attention refuses.
    """

    def __init__(self,
                 in_channels: int,
                 channels: int,
                 expansion: int = 4,
                 stride: int = 1,
                 pixel_wise: dict | None = None,
                 patch_wise: dict | None = None,
                 drop_path: float = 0.,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='SiLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.expansion = expansion
        out_channels = expansion * channels
        self.squeeze = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        # of an odd row or column that is left over, the average is its own
        self.pool = nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity()
        attention = []
        if pixel_wise is not None:
            attention.append(PixelWiseAttention(channels, **pixel_wise))
        if patch_wise is not None:
            attention.append(PatchWiseAttention(channels, norm_cfg=norm_cfg, **patch_wise))
        self.attends = len(attention) > 0
        self.mix = nn.Sequential(*attention) if self.attends else nn.Conv2d(
            channels, channels, 3, padding=1, bias=False)
        self.norm = build_norm_layer(norm_cfg, channels)[1]
        self.expand = ConvModule(channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        self.drop_path = DropPath(drop_path)
        same = in_channels == out_channels and stride == 1
        self.shortcut = nn.Identity() if same else nn.Sequential(
            nn.AvgPool2d(stride, ceil_mode=True),
            ConvModule(in_channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None))
        self.activation = build_activation_layer(act_cfg)

    def reset_weights(self) -> None:
        """Kaiming's rule and those of the attention; the last norm starts at 0, so the block as its shortcut."""
        init_resnet_layers(self)
        if self.attends:
            for attention in self.mix:
                attention.init_weights()
        nn.init.zeros_(self.expand.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to the output's channels, sizes divided by the stride, rounded up."""
        inner = self.pool(self.squeeze(x))
        mixed = self.mix(inner)
        if self.attends:
            mixed = mixed + inner
        branch = self.expand(self.activation(self.norm(mixed)))
        return self.activation(self.drop_path(branch) + self.shortcut(x))
