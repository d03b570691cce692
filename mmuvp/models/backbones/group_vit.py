"""GroupViT: a vision transformer that groups the patches of an image into segments."""
from collections.abc import Sequence
from itertools import accumulate

import torch
from mmcv.cnn.bricks.transformer import PatchEmbed
from mmpretrain.models.utils import resize_pos_embed
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.group_assignment import one_group_each
from mmuvp.models.layers.grouping_stage import GroupingStage
from mmuvp.models.layers.heads import check_heads
from mmuvp.models.layers.initialisation import VIT_STD, InitialisedModule, init_vit_layers, truncated_normal_
from mmuvp.registry import MODELS

from .arch import read_arch
from .images import check_images

SMALL = dict(channels=384, num_heads=6)
ARCH_ZOO = {
    'one-stage': dict(SMALL, num_blocks=(6, 6), num_groups=(64, ), num_segments=(8, )),
    'two-stage': dict(SMALL, num_blocks=(6, 3, 3), num_groups=(64, 8), num_segments=(64, 8)),
}
OUT_TYPES = ('segments', 'pooled')


@MODELS.register_module()
class GroupViT(InitialisedModule):
    """The image encoder of GroupViT (sections 3.1 and 4.1), for images of any size.

    A ViT without a class token, whose grouping blocks merge its tokens into fewer segments of arbitrary shape.  The
    patches are whole ones: what is left at the right and at the bottom of an image is not looked at.

    Args:
        arch: ``'one-stage'`` or ``'two-stage'``, of the width of ViT-S; or a dict of ``channels``, ``num_heads``,
            ``num_blocks`` of each stage, and for all but the last stage ``num_groups``, how many group tokens it
            has, and ``num_segments``, into how many segments it merges those of the stage before.
        img_size: side or ``(H, W)``, in pixels, of the images for whose patches there are learned positions; other
            images have them interpolated.
        patch_size: side of a patch in pixels.
        hard_assignment: see :class:`mmuvp.models.layers.group_assignment.GroupAssignment`.
        out_type: ``'segments'``, or ``'pooled'``, their mean.
        mlp_ratio: of the hidden channels of MLPs to the others.
        drop_path_rate: of the last transformer block; those before it have less, in equal steps from 0.  Grouping
            blocks drop nothing.
        init_cfg: see ``mmengine.model.BaseModule``.

    Raises:
        ValueError: on an architecture or type of output that does not exist, heads that do not divide the channels,
            and groups that are not as many as all stages but the last, or not positive.
    """

    def __init__(self,
                 arch: str | dict = 'two-stage',
                 img_size: int | tuple[int, int] = 224,
                 patch_size: int = 16,
                 hard_assignment: bool = True,
                 out_type: str = 'segments',
                 mlp_ratio: float = 4.0,
                 drop_path_rate: float = 0.,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        check_choice('out_type', out_type, OUT_TYPES)
        sizes = read_arch(arch, ARCH_ZOO, ARCH_ZOO['two-stage'])
        channels, num_blocks = sizes['channels'], sizes['num_blocks']
        check_heads(channels, sizes['num_heads'])
        groups, segments = (_of_grouping_stages(name, sizes[name], len(num_blocks))
                            for name in ('num_groups', 'num_segments'))
        self.embed_dims, self.out_type, self.patch_size = channels, out_type, patch_size
        self.patch_embed = PatchEmbed(embed_dims=channels, kernel_size=patch_size, stride=patch_size, padding=0,
                                      norm_cfg=dict(type='LN'), input_size=img_size)
        self.grid = self.patch_embed.init_out_size
        self.pos_embed = nn.Parameter(torch.zeros(1, self.grid[0] * self.grid[1], channels))
        total = sum(num_blocks)
        rates = [drop_path_rate * number / max(total - 1, 1) for number in range(total)]
        ends = list(accumulate(num_blocks))
        self.stages = nn.ModuleList(
            GroupingStage(channels, sizes['num_heads'], rates[end - count:end], *of_stage, mlp_ratio, hard_assignment)
            for end, count, of_stage in zip(
                ends, num_blocks, zip(groups, segments, (0, *groups[:-1]), strict=True), strict=True))
        self.norm = nn.LayerNorm(channels)
        self.register_load_state_dict_pre_hook(_resize_positions)

    def reset_weights(self) -> None:
        """As DeiT; group tokens of the first stage a truncated normal of 0.02, those of others 0."""
        init_vit_layers(self)
        for layer in self.modules():
            if isinstance(layer, nn.MultiheadAttention):
                truncated_normal_(layer.in_proj_weight, VIT_STD)
                nn.init.zeros_(layer.in_proj_bias)
        truncated_normal_(self.pos_embed, VIT_STD)
        if self.stages[0].group_tokens is not None:
            truncated_normal_(self.stages[0].group_tokens, VIT_STD)

    def forward(self, x: Tensor, return_intermediates: bool = False
                ) -> tuple[Tensor] | tuple[tuple[Tensor], dict[str, tuple]]:
        """Run the network.

        Args:
            x: images ``(B, 3, H, W)`` of any size not below a patch.
            return_intermediates: return what the stages computed as well.

        Returns:
            ``(segments, )`` after the final norm: ``(B, M, C)``, or ``(B, C)`` where they are pooled.  On request,
            that and a dict: ``grid``, the rows and columns of patches ``(h, w)``; and for each stage that groups, in
            order, of N tokens (``h * w`` in the first), G group tokens and M segments: ``group_tokens``
            ``(B, G, C)`` as they enter its grouping block, ``segments`` ``(B, M, C)`` as they leave it,
            ``soft_assignments`` ``(B, M, N)``, the softmax over segments without noise, and ``hard_assignments``
            ``(B, M, N)``, 1 for the segment with the largest share of a token and 0 for all others.

        Raises:
            ValueError: on what are no images, and on images smaller than a patch.
        """
        check_images(x)
        if min(x.shape[2:]) < self.patch_size:
            raise ValueError(f'images must not be smaller than a patch of {self.patch_size} pixels, but are '
                             f'{x.shape[2]}x{x.shape[3]}')
        tokens, grid = self.patch_embed(x)
        tokens = tokens + resize_pos_embed(self.pos_embed, self.grid, grid, num_extra_tokens=0)
        groups, stages = None, []
        for stage in self.stages:
            tokens, groups, soft = stage(tokens, groups)
            if soft is not None:
                stages.append((groups, tokens, soft))
        tokens = self.norm(tokens)
        outputs = (tokens.mean(dim=1) if self.out_type == 'pooled' else tokens, )
        return (outputs, _intermediates(grid, stages)) if return_intermediates else outputs


def _of_grouping_stages(name: str, counts: Sequence[int], num_stages: int) -> tuple[int, ...]:
    """One count for each stage, 0 for the last."""
    if len(counts) != num_stages - 1 or any(count < 1 for count in counts):
        raise ValueError(f'{name} must have a positive number for each of the {num_stages} stages but the last, not '
                         f'{tuple(counts)}')
    return (*counts, 0)


def _intermediates(grid: tuple[int, int], stages: list[tuple[Tensor, Tensor, Tensor]]) -> dict[str, tuple]:
    groups, segments, soft = zip(*stages, strict=True) if stages else ((), (), ())
    return dict(grid=tuple(grid), group_tokens=groups, segments=segments, soft_assignments=soft,
                hard_assignments=tuple(one_group_each(assignment) for assignment in soft))


def _resize_positions(module: GroupViT, state_dict: dict, prefix: str, *_) -> None:
    """Fit the square table of positions of a checkpoint to another grid."""
    key = f'{prefix}pos_embed'
    table = state_dict.get(key)
    if table is None or table.dim() != 3 or table.shape[1] == module.pos_embed.shape[1]:
        return
    side = round(table.shape[1] ** 0.5)
    if side ** 2 == table.shape[1]:
        state_dict[key] = resize_pos_embed(table, (side, side), module.grid, num_extra_tokens=0)
