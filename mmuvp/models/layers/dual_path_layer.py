"""The transformer layer that lets a map and a memory read each other."""
import torch
from mmcv.cnn import ConvModule, build_activation_layer
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .batch_norm_attention import BatchNormAttention
from .initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from .norm import DEFAULT_NORM, with_dims


@MODELS.register_module()
class DualPathLayer(InitialisedModule):
    """What MaX-DeepLab adds to a block of the pixel path (section 4.3.3, figure 4.3 b).

    The memory reads the map (M2P) and itself (M2M) in one softmax (equation 4.14), and goes through a
    feed-forward network; the map reads the memory as it came in (P2M, equation 4.13).  Pixels reading pixels
    (P2P) is the block before this layer: axial or convolutional.

    Args:
        pixel_channels: channels of the map.
        memory_channels: channels of the memory.
        channels: total channels of the values; keys have half as many.
        ffn_channels: hidden channels of the feed-forward network.
        num_heads: heads of both attentions.
        m2m: whether the memory reads itself.
        p2m: whether pixels read the memory.
        drop_path: probability of dropping each of the three updates of a sample.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: when the heads do not divide the channels.
    """

    def __init__(self,
                 pixel_channels: int,
                 memory_channels: int = 256,
                 channels: int = 256,
                 ffn_channels: int = 2048,
                 num_heads: int = 8,
                 m2m: bool = True,
                 p2m: bool = True,
                 drop_path: float = 0.,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if channels % (2 * num_heads):
            raise ValueError(f'{num_heads} heads do not divide the {channels} / 2 channels of the keys')
        self.m2m, self.p2m = m2m, p2m
        keys = channels // 2
        # what is computed of query, key and value: only what an attention reads
        self.pixel_splits = (keys if p2m else 0, keys, channels)
        self.memory_splits = (keys, keys, channels) if m2m or p2m else (keys, 0, 0)
        flat = dict(conv_cfg=dict(type='Conv1d'), norm_cfg=with_dims(norm_cfg, 1))
        self.activation = build_activation_layer(act_cfg)
        self.drop_path = DropPath(drop_path)
        self.pixel_project = ConvModule(pixel_channels, channels, 1, act_cfg=act_cfg, **flat)
        self.pixel_qkv = ConvModule(channels, sum(self.pixel_splits), 1, act_cfg=None, **flat)
        self.memory_project = ConvModule(memory_channels, channels, 1, act_cfg=act_cfg, **flat)
        self.memory_qkv = ConvModule(channels, sum(self.memory_splits), 1, act_cfg=None, **flat)
        self.memory_attention = BatchNormAttention(channels, num_heads, norm_cfg)
        self.memory_update = ConvModule(channels, memory_channels, 1, act_cfg=None, **flat)
        self.ffn = nn.Sequential(
            ConvModule(memory_channels, ffn_channels, 1, act_cfg=act_cfg, **flat),
            ConvModule(ffn_channels, memory_channels, 1, act_cfg=None, **flat))
        if p2m:
            self.pixel_attention = BatchNormAttention(channels, num_heads, norm_cfg)
            self.pixel_update = ConvModule(channels, pixel_channels, 1, act_cfg=None, **flat)

    def reset_weights(self) -> None:
        """The last norm of every update starts at 0; projections to queries, keys and values at ``C ** -0.5``."""
        init_conv_layers(self)
        for layer in (self.pixel_qkv.conv, self.memory_qkv.conv):
            truncated_normal_(layer.weight, layer.in_channels ** -0.5)
        for update in (self.memory_update, self.ffn[-1], *((self.pixel_update,) if self.p2m else ())):
            nn.init.zeros_(update.norm.weight)

    def forward(self, pixels: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Update both paths.

        Args:
            pixels: ``(B, pixel_channels, H, W)``, not activated.
            memory: ``(B, memory_channels, N)``, activated.

        Returns:
            Pixels, not activated, and memory, activated, of the same shapes.
        """
        projected = self.pixel_project(self.activation(pixels).flatten(2))
        pixel_query, *of_pixels = self.pixel_qkv(projected).split(self.pixel_splits, dim=1)
        memory_query, *of_memory = self.memory_qkv(self.memory_project(memory)).split(self.memory_splits, dim=1)

        read = [torch.cat(pair, dim=2) for pair in zip(of_pixels, of_memory, strict=True)] if self.m2m else of_pixels
        update = self.memory_update(self.activation(self.memory_attention.attend(memory_query, *read)))
        memory = self.activation(memory + self.drop_path(update))
        memory = self.activation(memory + self.drop_path(self.ffn(memory)))
        if not self.p2m:
            return pixels, memory
        feedback = self.pixel_update(self.activation(self.pixel_attention.attend(pixel_query, *of_memory)))
        return pixels + self.drop_path(feedback.view_as(pixels)), memory
