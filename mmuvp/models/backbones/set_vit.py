"""DeiT with the separable attention of SeT (table 4)."""
from collections.abc import Sequence

from mmcv.cnn import build_activation_layer, build_norm_layer
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import VIT_STD, InitialisedModule, truncated_normal_
from mmuvp.models.layers.line_patches import pad_to_patches
from mmuvp.models.layers.patch_wise_attention import PatchWiseAttention
from mmuvp.models.layers.pixel_wise_attention import PixelWiseAttention
from mmuvp.registry import MODELS

from .arch import read_arch
from .freezable import FreezableBackbone
from .images import check_images

ARCH_ZOO = {'deit-small': dict(channels=384, num_blocks=12, num_heads=6, ffn_channels=1536)}
NORM = dict(type='mmuvp.ChannelLayerNorm', eps=1e-6)


class SeparableViTBlock(InitialisedModule):
    """A pre-norm transformer block on a map: separable attention, then a feed-forward network of 1x1 convolutions.

    Pixel-wise attention has projections for queries, keys and values, patch-wise attention for keys and values
    alone: one projection of all pixels and its fellow less than one of each kind, one of the few tokens more.

    Args:
        channels: of input and output.
        num_heads, patch, overlap, grid: see :class:`mmuvp.PixelWiseAttention` and
            :class:`mmuvp.PatchWiseAttention`.
        ffn_channels: hidden ones of the feed-forward network.
        drop_path: probability to leave each of the two branches out in training.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, channels: int, num_heads: int, ffn_channels: int, patch: int, overlap: int,
                 grid: tuple[int, int], drop_path: float, norm_cfg: dict, act_cfg: dict) -> None:
        super().__init__()
        self.attention_norm = build_norm_layer(norm_cfg, channels)[1]
        self.pixel_wise = PixelWiseAttention(channels, num_heads, patch, overlap, project=False)
        self.patch_wise = PatchWiseAttention(
            channels, num_heads, patch, grid, project_query=False, project=False, norm_cfg=norm_cfg)
        self.ffn_norm = build_norm_layer(norm_cfg, channels)[1]
        self.ffn = nn.Sequential(
            nn.Conv2d(channels, ffn_channels, 1), build_activation_layer(act_cfg), nn.Conv2d(ffn_channels, channels, 1))
        self.drop_path = DropPath(drop_path)

    def reset_weights(self) -> None:
        """As DeiT, and the attention by its own rules."""
        for layer in self.ffn:
            if isinstance(layer, nn.Conv2d):
                truncated_normal_(layer.weight, VIT_STD)
                nn.init.zeros_(layer.bias)
        for attention in (self.pixel_wise, self.patch_wise):
            attention.init_weights()

    def forward(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` to the same shape."""
        x = x + self.drop_path(self.patch_wise(self.pixel_wise(self.attention_norm(x))))
        return x + self.drop_path(self.ffn(self.ffn_norm(x)))


@MODELS.register_module()
class SeTViT(FreezableBackbone):
    """A DeiT whose self-attention is factorised into pixel-wise and patch-wise attention, for images of any size.

    It has neither a class token nor positions of its own: those of the attention serve.

    Args:
        arch: ``'deit-small'``, or a dict of ``channels``, ``num_blocks``, ``num_heads`` and ``ffn_channels``.
        token: side, in pixels of the image, of what the first convolution makes a pixel of the map of; images are
            padded with zeros at the bottom and the right to a multiple of it.
        patch: K, side of a query patch in pixels of the map.
        overlap: O, pixels by which a reference patch is wider at each side.
        image_size: side of the images for whose patches there are absolute positions in the patch-wise attention;
            those of other images are interpolated.
        drop_path_rate: of the last block; those before it have less, in equal steps from 0.
        out_indices: numbers of the blocks whose maps are returned, by default that of the last; its map is
            normalised.
        frozen_stages: how many blocks do not learn, nor does what comes before them; -1 for none.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an architecture or index that does not exist, a token or patch of no pixel, or what
            the attention refuses.
    """

    def __init__(self,
                 arch: str | dict = 'deit-small',
                 token: int = 16,
                 patch: int = 7,
                 overlap: int = 2,
                 image_size: int = 224,
                 drop_path_rate: float = 0.,
                 out_indices: Sequence[int] = (11, ),
                 frozen_stages: int = -1,
                 norm_cfg: dict = NORM,
                 act_cfg: dict = dict(type='GELU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if min(token, patch) < 1:
            raise ValueError(f'token and patch must be positive, not {token} and {patch}')
        settings = read_arch(arch, ARCH_ZOO, ARCH_ZOO['deit-small'])
        channels, num_blocks = settings['channels'], settings.pop('num_blocks')
        check_choice('frozen_stages', frozen_stages, range(-1, num_blocks + 1))
        for index in out_indices:
            check_choice('out_indices', index, range(num_blocks))
        self.out_indices, self.token = tuple(out_indices), token
        side = -(-image_size // (token * patch))
        self.stem = nn.Sequential(nn.Conv2d(3, channels, token, stride=token))
        self.stages = nn.ModuleList(
            SeparableViTBlock(
                patch=patch, overlap=overlap, grid=(side, side), norm_cfg=norm_cfg, act_cfg=act_cfg,
                drop_path=drop_path_rate * number / max(num_blocks - 1, 1), **settings)
            for number in range(num_blocks))
        self.final_norm = build_norm_layer(norm_cfg, channels)[1]
        self.freeze(frozen_stages + 1, norm_eval=False)

    def reset_weights(self) -> None:
        """As DeiT, and the attention by its own rules."""
        truncated_normal_(self.stem[0].weight, VIT_STD)
        nn.init.zeros_(self.stem[0].bias)
        for block in self.stages:
            block.init_weights()

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to the maps of ``out_indices``, all of stride ``token``, sizes rounded up.

        Raises:
            ValueError: on what are no images.
        """
        check_images(x)
        x = self.stem(pad_to_patches(x, self.token))
        outputs = []
        for index, block in enumerate(self.stages):
            x = block(x)
            if index in self.out_indices:
                outputs.append(self.final_norm(x) if index == len(self.stages) - 1 else x)
        return tuple(outputs)
