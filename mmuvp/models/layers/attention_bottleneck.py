"""What residual blocks share whose 3x3 convolution is position-sensitive attention."""
from mmcv.cnn import ConvModule, build_activation_layer
from torch import Tensor, nn

from .initialisation import InitialisedModule, init_resnet_layers
from .position_sensitive_attention import PositionSensitiveAttention


class AttentionBottleneck(InitialisedModule):
    """1x1 to ``channels``, attention, 1x1 to ``expansion`` times as many.

    Args:
        in_channels: channels of the input.
        channels: of the input and the output of the attention.
        stride: of the shortcut, and of the pooling if there is any.
        attention: what maps ``(B, channels, H, W)`` to the same channels.
        pooled: whether the attention is followed by an average over ``stride x stride`` pixels.
        norm_cfg, act_cfg: norm and activation layers.
    """

    expansion: int

    def __init__(self, in_channels: int, channels: int, stride: int, attention: nn.Module, pooled: bool,
                 norm_cfg: dict, act_cfg: dict, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        out_channels = self.expansion * channels
        self.squeeze = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.attention = attention
        # of an odd row or column that is left over, the average is its own
        self.pool = nn.AvgPool2d(stride, ceil_mode=True) if pooled else nn.Identity()
        self.expand = ConvModule(channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        same = in_channels == out_channels and stride == 1
        self.shortcut = nn.Identity() if same else ConvModule(
            in_channels, out_channels, 1, stride=stride, norm_cfg=norm_cfg, act_cfg=None)
        self.activation = build_activation_layer(act_cfg)

    def reset_weights(self) -> None:
        """As the authors' PyTorch code; the last norm of the branch starts at 0, so the block as its shortcut."""
        init_resnet_layers(self)
        for layer in self.attention.modules():
            if isinstance(layer, PositionSensitiveAttention):
                _init_attention(layer)
        nn.init.zeros_(self.expand.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to the output's channels, sizes divided by the stride, rounded up."""
        branch = self.activation(self.pool(self.attention(self.squeeze(x))))
        return self.activation(self.expand(branch) + self.shortcut(x))


def _init_attention(layer: PositionSensitiveAttention) -> None:
    nn.init.normal_(layer.qkv.weight, std=layer.qkv.in_channels ** -0.5)
    key_channels, _, value_channels = layer.splits
    for table in (layer.query_position, layer.key_position, layer.value_position):
        if table is not None:
            nn.init.normal_(table.weight, std=(value_channels // layer.num_heads) ** -0.5)
    if isinstance(layer.similarity_norm, nn.Identity):
        # nothing else keeps the logits from growing with the depth of a head
        nn.init.normal_(layer.qkv.weight[:key_channels],
                        std=(layer.qkv.in_channels * key_channels // layer.num_heads) ** -0.5)
