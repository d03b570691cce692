"""The Swin transformer of iBOT, which can hide patches."""
import torch
from mmpretrain.models.backbones import SwinTransformer
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import init_linear_layers
from mmuvp.models.layers.token_mask import hide_patches
from mmuvp.registry import MODELS

from .images import check_images

NORM = dict(type='LN', eps=1e-6)
OUT_TYPES = ('cls_token', 'raw', 'featmap')


@MODELS.register_module()
class MaskedSwinTransformer(SwinTransformer):
    """``mmpretrain.SwinTransformer`` as iBOT builds, masks and reads it (section 6.3.2).

    The windows are settled for one size of images: a stage whose map is no larger than a window has windows of the
    map's size and never shifts them.  Maps of other sizes are padded with 0 to whole windows.  The mask has an entry
    for each pixel of the last map and is put in after the norm of the patch embedding.  In place of a class token
    there is the mean of the last map after its norm.

    Args:
        arch: as in the stock class.
        img_size: side in pixels of the images that settle the windows.
        patch_size: side of a patch in pixels.
        window_size: side of a window in patches.
        out_type: ``'cls_token'`` for means ``(B, C)``, ``'raw'`` for the mean and then the pixels
            ``(B, 1 + h * w, C)``, ``'featmap'`` for maps ``(B, C, h, w)``; of each stage in ``out_indices``.
        last_blocks: if positive, return the means ``(B, C)`` of the pixels after each of so many last blocks, as the
            linear probe reads them, and not the outputs of stages.  Those of the last stage pass through its norm.
        with_mask_token: whether patches may be hidden, as a student's may; a teacher sees all.
        norm_cfg: of all norms.
        **kwargs: further arguments of the stock class but for those of stages and patches.

    Raises:
        ValueError: on an unknown type of outputs.
    """

    def __init__(self, arch: str | dict = 'tiny', *, img_size: int = 224, patch_size: int = 4, window_size: int = 7,
                 out_type: str = 'cls_token', last_blocks: int = 0, with_mask_token: bool = False,
                 norm_cfg: dict = NORM, **kwargs) -> None:
        check_choice('out_type', out_type, OUT_TYPES)
        stages = len((self.arch_zoo[arch] if isinstance(arch, str) else arch)['depths'])
        sides = [-(-img_size // (patch_size * 2 ** index)) for index in range(stages)]
        super().__init__(
            arch, img_size=img_size, patch_size=patch_size, norm_cfg=norm_cfg, patch_cfg=dict(norm_cfg=norm_cfg),
            stage_cfgs=[_stage(side, window_size, norm_cfg) for side in sides], **kwargs)
        self.out_type, self.last_blocks = out_type, last_blocks
        self.num_extra_tokens = int(out_type == 'raw')  # the mean stands where a class token would
        self.mask_stride = 2 ** (stages - 1)
        self.mask_token = nn.Parameter(torch.zeros(1, self.embed_dims)) if with_mask_token else None

    def init_weights(self) -> None:
        """Draw matrices and position tables from a normal of 0.02, or read what ``init_cfg`` names."""
        super().init_weights()
        if not (isinstance(self.init_cfg, dict) and self.init_cfg['type'] == 'Pretrained'):
            init_linear_layers(self)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> tuple[Tensor, ...]:
        """Run the network.

        Args:
            x: images ``(B, 3, H, W)`` of any size.
            mask: ``(B, h, w)`` booleans over the pixels of the last map, True where what they show is hidden.

        Returns:
            Outputs of stages, or means of the last blocks.

        Raises:
            ValueError: on what are no images of this many channels, and on a mask that does not fit.
        """
        check_images(x, self.patch_embed.projection.in_channels)
        x, grid = self.patch_embed(x)
        x = self.drop_after_pos(hide_patches(x, self.mask_token, mask, tuple(grid), self.mask_stride))
        outputs, means = [], []
        for index, stage in enumerate(self.stages):
            for block in stage.blocks:
                x = block(x, grid)
                if self.last_blocks:
                    means.append(self._normed(x, index).mean(1))
            if index in self.out_indices and not self.last_blocks:
                outputs.append(self._output(getattr(self, f'norm{index}')(x), grid))
            if stage.downsample is not None:
                x, grid = stage.downsample(x, grid)
        return tuple(means[-self.last_blocks:] if self.last_blocks else outputs)

    def _normed(self, tokens: Tensor, index: int) -> Tensor:
        last = self.num_layers - 1
        return getattr(self, f'norm{last}')(tokens) if index == last else tokens

    def _output(self, tokens: Tensor, grid: tuple[int, int]) -> Tensor:
        if self.out_type == 'featmap':
            return tokens.mT.unflatten(2, tuple(grid)).contiguous()
        mean = tokens.mean(1)
        return mean if self.out_type == 'cls_token' else torch.cat([mean[:, None], tokens], dim=1)


def _stage(side: int, window: int, norm_cfg: dict) -> dict:
    """Settings of a stage whose map has so many rows."""
    block = dict(norm_cfg=norm_cfg)
    if side <= window:
        block['shift'] = False
    return dict(window_size=min(side, window), pad_small_map=True, block_cfgs=block,
                downsample_cfg=dict(norm_cfg=norm_cfg))
