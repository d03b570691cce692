"""Pyramid Vision Transformer, for classification with a class token and for dense tasks without."""
import torch
import torch.nn.functional as F
from mmcv.cnn.bricks.transformer import PatchEmbed
from torch import Tensor, nn

from mmuvp.models.layers.class_attention import class_attention_map
from mmuvp.models.layers.initialisation import InitialisedModule
from mmuvp.models.layers.spatial_reduction_attention import SpatialReductionBlock
from mmuvp.registry import MODELS

SETTINGS = {'depths', 'channels', 'num_heads', 'ffn_ratios', 'reductions'}


class PyramidStage(nn.Module):
    """Patches of a map, their positions, and blocks.

    Args:
        in_channels: of the map.
        channels: of the tokens.
        patch_size: pixels of a patch along an axis; patches at the border may be cut.
        grid: rows and columns of patches that the table of positions has.
        blocks: transformer blocks.
    """

    def __init__(self, in_channels: int, channels: int, patch_size: int, grid: tuple[int, int],
                 blocks: list[nn.Module]) -> None:
        super().__init__()
        self.patch_embed = PatchEmbed(in_channels, channels, kernel_size=patch_size, stride=patch_size,
                                      norm_cfg=dict(type='LN'))
        self.pos_embed = nn.Parameter(torch.zeros(1, channels, *grid))
        self.blocks = nn.ModuleList(blocks)

    def embed(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """Tokens ``(B, h * w, C)`` with positions, and their ``(h, w)``, of a map ``(B, c, H, W)``."""
        tokens, size = self.patch_embed(x)
        positions = self.pos_embed
        if positions.shape[2:] != tuple(size):
            positions = F.interpolate(positions, size=tuple(size), mode='bilinear', align_corners=False)
        return tokens + positions.flatten(2).transpose(1, 2), tuple(size)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, c, H, W)`` to the map ``(B, C, h, w)`` of its patches."""
        tokens, size = self.embed(x)
        for block in self.blocks:
            tokens = block(tokens, size)
        return tokens.transpose(1, 2).unflatten(2, size)


@MODELS.register_module()
class PVT(InitialisedModule):
    """Pyramid Vision Transformer, `arXiv:2102.12122 <https://arxiv.org/abs/2102.12122>`_, first version.

    A classifier's weights are a detector's: without the class token the parameters are the same but for
    ``cls_token``, ``cls_pos_embed`` and ``norm``, and keep their names.

    Args:
        arch: 'tiny', 'small', 'medium' or 'large', or a dict with a sequence of four for each of 'depths',
            'channels', 'num_heads', 'ffn_ratios' and 'reductions'.
        out_indices: stages, from 0, whose maps are returned, and no class token enters; by default one enters in the
            last stage, and it alone is returned.
        img_size: height and width for which the tables of positions are made.  Other sizes resize them.
        drop_path_rate: of the last block; those before rise to it from 0.
        init_cfg: initialisation that comes after that of the paper.

    Raises:
        ValueError: when the architecture is unknown or lacks a setting.
    """

    COMMON = dict(channels=(64, 128, 320, 512), num_heads=(1, 2, 5, 8), ffn_ratios=(8, 8, 4, 4),
                  reductions=(8, 4, 2, 1))
    ARCHS = {
        'tiny': dict(COMMON, depths=(2, 2, 2, 2)),
        'small': dict(COMMON, depths=(3, 4, 6, 3)),
        'medium': dict(COMMON, depths=(3, 4, 18, 3)),
        'large': dict(COMMON, depths=(3, 8, 27, 3)),
    }
    PATCH_SIZES = (4, 2, 2, 2)

    def __init__(self, arch: str | dict = 'small', *, out_indices: tuple[int, ...] | None = None,
                 img_size: int | tuple[int, int] = 224, drop_path_rate: float = 0.1,
                 init_cfg: dict | list | None = None) -> None:
        super().__init__(init_cfg)
        settings = self._settings(arch)
        self.out_indices = None if out_indices is None else tuple(out_indices)
        depths, channels = settings['depths'], settings['channels']
        total = sum(depths)
        rates = [drop_path_rate * index / max(total - 1, 1) for index in range(total)]
        grid = (img_size, img_size) if isinstance(img_size, int) else tuple(img_size)
        self.stages = nn.ModuleList()
        for index, patch_size in enumerate(self.PATCH_SIZES):
            grid = tuple(-(-length // patch_size) for length in grid)
            first = sum(depths[:index])
            blocks = [SpatialReductionBlock(channels[index], settings['num_heads'][index],
                                            reduction=settings['reductions'][index],
                                            ffn_ratio=settings['ffn_ratios'][index], drop_path=rate)
                      for rate in rates[first:first + depths[index]]]
            self.stages.append(PyramidStage((3, *channels)[index], channels[index], patch_size, grid, blocks))
        if self.out_indices is None:
            self.cls_token = nn.Parameter(torch.zeros(1, 1, channels[-1]))
            self.cls_pos_embed = nn.Parameter(torch.zeros(1, 1, channels[-1]))
            self.norm = nn.LayerNorm(channels[-1], eps=1e-6)

    @classmethod
    def _settings(cls, arch: str | dict) -> dict:
        if isinstance(arch, str):
            if arch not in cls.ARCHS:
                raise ValueError(f'arch must be one of {", ".join(cls.ARCHS)} or a dict, not {arch!r}')
            return cls.ARCHS[arch]
        if set(arch) != SETTINGS:
            raise ValueError(f'a dict for arch must have the keys {sorted(SETTINGS)}, not {sorted(arch)}')
        if arch['reductions'][-1] != 1:
            raise ValueError('reductions must end with 1: a class token is no part of a map')
        return dict(arch)

    def reset_weights(self) -> None:
        """Truncated normal of deviation 0.02 for matrices, positions and the class token; biases 0, norms identity."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Conv2d | nn.LayerNorm):
                module.reset_parameters()
        for name, parameter in self.named_parameters():
            if name.rpartition('.')[2] in ('pos_embed', 'cls_pos_embed', 'cls_token'):
                nn.init.trunc_normal_(parameter, std=0.02)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Images ``(B, 3, H, W)``, of any size, to the class token.

        Returns:
            tuple: ``(B, C)``; or, with ``out_indices``, maps ``(B, C_i, H_i, W_i)`` at strides 4, 8, 16 and 32,
            rounded up.
        """
        if self.out_indices is not None:
            return self._maps(x)
        tokens, size = self._before_last_block(x)
        return self._class_token(self.stages[-1].blocks[-1](tokens, size))

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple[Tensor], Tensor]:
        """What ``forward`` returns, and the attention of the last block's class token to the patches ``(B, h, w)``.

        Raises:
            ValueError: when maps are returned, so that there is no class token.
        """
        if self.out_indices is not None:
            raise ValueError('class attention needs a class token, which enters only without out_indices')
        tokens, size = self._before_last_block(x)
        block = self.stages[-1].blocks[-1]
        query, key, value = block.attn.project(block.norm1(tokens), size)
        feats = self._class_token(block.finish(tokens, block.attn.attend(query, key, value)))
        return feats, class_attention_map(query[:, :, :1], key, size)

    def _maps(self, x: Tensor) -> tuple[Tensor, ...]:
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return tuple(maps[index] for index in self.out_indices)

    def _before_last_block(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        *stages, last = self.stages
        for stage in stages:
            x = stage(x)
        tokens, size = last.embed(x)
        tokens = torch.cat([(self.cls_token + self.cls_pos_embed).expand(len(tokens), -1, -1), tokens], dim=1)
        for block in last.blocks[:-1]:
            tokens = block(tokens, size)
        return tokens, size

    def _class_token(self, tokens: Tensor) -> tuple[Tensor]:
        return (self.norm(tokens[:, 0]), )
