"""The vision transformer of iBOT, which can hide patches and is given images of any size."""
import torch
import torch.nn.functional as F
from mmengine.model.weight_init import trunc_normal_
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import VIT_STD, init_linear_layers
from mmuvp.models.layers.token_mask import hide_patches
from mmuvp.registry import MODELS

from .class_attention_vit import ClassAttentionViT

# the published code asks for a tenth of a patch more than it needs, so that rounding never loses one
GRID_MARGIN = 0.1


def _arch(embed_dims: int, num_layers: int, num_heads: int) -> dict:
    return dict(embed_dims=embed_dims, num_layers=num_layers, num_heads=num_heads,
                feedforward_channels=4 * embed_dims)


ARCH_ZOO = dict(tiny=_arch(192, 12, 3), small=_arch(384, 12, 6), base=_arch(768, 12, 12), large=_arch(1024, 24, 16))


@MODELS.register_module()
class IBOTVisionTransformer(ClassAttentionViT):
    """``mmpretrain.VisionTransformer`` as iBOT builds, masks and reads it (section 6.3).

    Weights have the names of the stock class, from which this one differs in three ways.  A masked patch is replaced
    by a learned token before it gets its position.  All outputs, not the last one alone, pass through the final norm,
    since the linear probe reads several blocks.  The table of positions is sampled at the scale of the published
    code, ``(n + 0.1) / table``, rather than at that of the grid's size; features differ by 7e-4 between the two.

    Args:
        arch: ``'tiny'``, ``'small'``, ``'base'`` or ``'large'``, or a dict as in the stock class.
        with_mask_token: whether patches may be hidden, as a student's may; a teacher sees all.
        **kwargs: further arguments of the stock class.

    Raises:
        ValueError: on an unknown architecture.
    """

    def __init__(self, arch: str | dict = 'small', *, with_mask_token: bool = False, **kwargs) -> None:
        if isinstance(arch, str):
            check_choice('arch', arch, ARCH_ZOO)
            arch = ARCH_ZOO[arch]
        super().__init__(arch, **kwargs)
        self.in_channels = self.patch_embed.projection.in_channels
        self.mask_token = nn.Parameter(torch.zeros(1, self.embed_dims)) if with_mask_token else None

    def init_weights(self) -> None:
        """Draw tokens, positions and matrices from a normal of 0.02, or read what ``init_cfg`` names.

        The mask token stays 0, and the embedding of patches as PyTorch draws convolutions.
        """
        super().init_weights()
        if isinstance(self.init_cfg, dict) and self.init_cfg['type'] == 'Pretrained':
            return
        init_linear_layers(self)
        trunc_normal_(self.cls_token, std=VIT_STD)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> tuple[Tensor, ...]:
        """Run the network.

        Args:
            x: images ``(B, C, H, W)`` of any size; a grid that they do not fill is padded with 0.
            mask: ``(B, h, w)`` booleans over the grid of patches, True where one is hidden.

        Returns:
            For each of ``out_indices`` the tokens after the final norm, in the form of ``out_type``: ``(B, C)``,
            ``(B, C, h, w)``, or ``(B, 1 + h * w, C)`` with the class token first.

        Raises:
            ValueError: on what are no images of this many channels, and on a mask that does not fit.
        """
        tokens, grid = self._embed(x, mask)
        outputs = []
        for index, layer in enumerate(self.layers):
            tokens = layer(tokens)
            if index in self.out_indices:
                outputs.append(self._output(tokens, grid, index))
        return tuple(outputs)

    def _embed(self, x: Tensor, mask: Tensor | None = None) -> tuple[Tensor, tuple[int, int]]:
        if x.dim() != 4 or x.shape[1] != self.in_channels or 0 in x.shape:
            raise ValueError(f'images must be (B, {self.in_channels}, H, W) of at least a pixel, not {tuple(x.shape)}')
        patches, grid = self.patch_embed(x)
        patches = hide_patches(patches, self.mask_token, mask, tuple(grid))
        tokens = torch.cat([self.cls_token.expand(len(x), -1, -1), patches], dim=1)
        return self.pre_norm(self.drop_after_pos(tokens + self._positions(tuple(grid)))), tuple(grid)

    def _positions(self, grid: tuple[int, int]) -> Tensor:
        """The table ``(1, 1 + h * w, C)`` for a grid."""
        table = tuple(self.patch_resolution)
        if grid == table:
            return self.pos_embed
        patches = self.pos_embed[:, 1:].unflatten(1, table).permute(0, 3, 1, 2)
        scale = tuple((n + GRID_MARGIN) / m for n, m in zip(grid, table, strict=True))
        patches = F.interpolate(patches.float(), scale_factor=scale, mode=self.interpolate_mode, align_corners=False)
        return torch.cat([self.pos_embed[:, :1], patches.flatten(2).mT.to(self.pos_embed.dtype)], dim=1)

    def _output(self, tokens: Tensor, grid: tuple[int, int], index: int) -> Tensor:
        return self._format_output(self.ln1(tokens) if self.final_norm else tokens, grid)
