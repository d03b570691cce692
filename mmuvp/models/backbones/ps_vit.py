"""PS-ViT: a vision transformer whose tokens are sampled progressively."""
from collections.abc import Sequence

import torch
from mmpretrain.models.backbones.resnet import Bottleneck, ResLayer
from mmpretrain.models.backbones.vision_transformer import TransformerEncoderLayer
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import (
    VIT_STD,
    InitialisedModule,
    init_resnet_layers,
    init_vit_layers,
    truncated_normal_,
)
from mmuvp.models.layers.progressive_sampling import ProgressiveSampling
from mmuvp.registry import MODELS

from .arch import read_arch
from .attention_resnet import CONV_STEMS, conv_stem
from .images import check_images

OUT_TYPES = ('cls_token', 'raw', 'avg_featmap')
ARCH_KEYS = ('embed_dims', 'num_layers', 'num_heads', 'feedforward_channels', 'stem_blocks')


@MODELS.register_module()
class PSViT(InitialisedModule):
    """The backbone of PS-ViT (sections 3.1 to 3.3), for images of any size.

    A convolutional stem and residual blocks give a map of stride 4; progressive sampling reads tokens from it;
    a vision transformer encodes them together with a class token.  Nothing depends on the image's size.

    Args:
        arch: ``'tiny'``, ``'base'``, or a dict with these keys:

            - **embed_dims** (int): channels of the tokens.
            - **num_layers** (int): encoder layers in all, those of the sampling included.
            - **num_heads** (int): heads of their attention.
            - **feedforward_channels** (int): hidden channels of their feed-forward networks.
            - **stem_blocks** (Sequence[int]): output channels of the residual blocks; those of the last are
              ``embed_dims``.

        num_samples: n, sampled points along each axis.
        num_iterations: N, how many of the layers belong to the sampling.
        share_iterations: one layer, and one offset, for all iterations of the sampling.
        stem: what comes before the residual blocks: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool;
            ``'deep_conv'``, three 3x3 convolutions and a max-pool; ``'cifar'``, a 3x3 convolution of stride 1
            and a max-pool, so that the map has stride 2, for pictures of some 32 pixels.
        stem_channels: of the stem's first convolution, and inner ones of the residual blocks.
        drop_rate: dropout after attention and within and after feed-forward networks.
        drop_path_rate: of the last layer; it grows from 0 at the first.  A shared layer has the mean of the
            rates of its iterations.
        out_type: ``'cls_token'``, ``(B, C)``; ``'avg_featmap'``, the mean of the sampled tokens, ``(B, C)``;
            ``'raw'``, all tokens ``(B, 1 + n * n, C)``, the class token first.
        norm_cfg: norm of the stem; tokens have layer norms.

    Attributes:
        stem_stride: pixels of the image for one of the map: the centre of that map's pixel ``i`` is over pixel
            ``stem_stride * i`` of the image.

    Raises:
        ValueError: on an arch, stem or output that does not exist, blocks that do not end with the channels of
            the tokens or that the stem's do not divide, heads that do not divide them, or more iterations than
            layers.
    """
    arch_zoo = {
        **dict.fromkeys(('ti', 'tiny'), dict(
            embed_dims=192, num_layers=12, num_heads=3, feedforward_channels=576, stem_blocks=(192, 192))),
        **dict.fromkeys(('b', 'base'), dict(
            embed_dims=384, num_layers=14, num_heads=6, feedforward_channels=1152, stem_blocks=(256, 384))),
    }

    def __init__(self,
                 arch: str | dict = 'base',
                 num_samples: int = 14,
                 num_iterations: int = 4,
                 share_iterations: bool = False,
                 stem: str = 'conv',
                 stem_channels: int = 64,
                 drop_rate: float = 0.,
                 drop_path_rate: float = 0.,
                 out_type: str = 'cls_token',
                 norm_cfg: dict = dict(type='BN'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        check_choice('out_type', out_type, OUT_TYPES)
        arch = self._settings(arch)
        channels, num_layers = arch['embed_dims'], arch['num_layers']
        if not 1 <= num_iterations <= num_layers:
            raise ValueError(f'num_iterations must be from 1 to the {num_layers} layers, not {num_iterations}')

        def encoder_layer(rate: float) -> nn.Module:
            return TransformerEncoderLayer(
                channels, arch['num_heads'], arch['feedforward_channels'], drop_rate=drop_rate,
                drop_path_rate=rate, qkv_bias=False, norm_cfg=dict(type='LN', eps=1e-5))

        rates = [drop_path_rate * index / max(num_layers - 1, 1) for index in range(num_layers)]
        sampling_rates, rates = rates[:num_iterations], rates[num_iterations:]
        if share_iterations:
            sampling_rates = [sum(sampling_rates) / num_iterations]
        self.out_type = out_type
        self.stem_stride = 2 if stem == 'cifar' else 4
        self.stem = _build_stem(stem, stem_channels, arch['stem_blocks'], norm_cfg)
        self.sampling = ProgressiveSampling(
            channels=channels,
            layers=[encoder_layer(rate) for rate in sampling_rates],
            num_samples=num_samples,
            num_iterations=num_iterations)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, channels))
        self.layers = nn.ModuleList(encoder_layer(rate) for rate in rates)
        self.norm = nn.LayerNorm(channels)

    @classmethod
    def _settings(cls, arch: str | dict) -> dict:
        arch = read_arch(arch, cls.arch_zoo, ARCH_KEYS)
        if tuple(arch['stem_blocks'])[-1:] != (arch['embed_dims'], ):
            raise ValueError(f"the last of stem_blocks {tuple(arch['stem_blocks'])} must be embed_dims, "
                             f"{arch['embed_dims']}")
        if arch['embed_dims'] % arch['num_heads']:
            raise ValueError(f"{arch['num_heads']} heads do not divide embed_dims {arch['embed_dims']}")
        return arch

    def reset_weights(self) -> None:
        """Kaiming's rule for convolutions, ViT's for all else."""
        init_resnet_layers(self.stem)
        init_vit_layers(self.layers)
        self.sampling.reset_weights()
        truncated_normal_(self.cls_token, VIT_STD)

    def forward(self, x: Tensor, intermediates: dict | None = None) -> tuple[Tensor]:
        """Encode images.

        Args:
            x: ``(B, 3, H, W)``, of one pixel and more.
            intermediates: receives, if given, what :meth:`ProgressiveSampling.forward` tells of its points, in
                pixels of the stem's map, and that map ``(B, C, H', W')`` as ``'features'``.

        Returns:
            What ``out_type`` says, in a tuple.

        Raises:
            ValueError: on images of another number of channels, or without a pixel.
        """
        check_images(x)
        features = self.stem(x)
        tokens = self.sampling(features, intermediates)
        tokens = torch.cat([self.cls_token.expand(len(tokens), -1, -1), tokens], dim=1)
        for layer in self.layers:
            tokens = layer(tokens)
        if intermediates is not None:
            intermediates['features'] = features
        return (self._output(self.norm(tokens)), )

    def _output(self, tokens: Tensor) -> Tensor:
        if self.out_type == 'cls_token':
            return tokens[:, 0]
        return tokens if self.out_type == 'raw' else tokens[:, 1:].mean(dim=1)


def _build_stem(kind: str, channels: int, blocks: Sequence[int], norm_cfg: dict) -> nn.Sequential:
    check_choice('stem', kind, CONV_STEMS)
    stem, in_channels = conv_stem(kind, channels, norm_cfg, dict(type='ReLU'))
    for out_channels in blocks:
        if out_channels % channels:
            raise ValueError(f'stem_channels {channels} do not divide the {out_channels} of a residual block')
        stem.append(ResLayer(Bottleneck, 1, in_channels, out_channels, expansion=out_channels // channels,
                             norm_cfg=norm_cfg))
        in_channels = out_channels
    return stem
