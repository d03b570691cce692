"""CaiT: patches attend to each other, then a class token to the patches."""
import torch
from mmcv.cnn.bricks.transformer import PatchEmbed
from mmengine.model.weight_init import trunc_normal_
from mmpretrain.models.utils import resize_pos_embed
from torch import Tensor, nn

from mmuvp.models.layers.class_attention_block import ClassAttentionBlock
from mmuvp.models.layers.initialisation import InitialisedModule, init_linear_layers
from mmuvp.models.layers.talking_heads_attention import TalkingHeadsBlock
from mmuvp.registry import MODELS

ARCHS = {
    'xxs-24': dict(channels=192, num_blocks=24, num_heads=4, layer_scale=1e-5),
    'xxs-36': dict(channels=192, num_blocks=36, num_heads=4, layer_scale=1e-5),
}


@MODELS.register_module()
class CaiT(InitialisedModule):
    """Class-attention image transformer (`Going deeper with Image Transformers <https://arxiv.org/abs/2103.17239>`_).

    Args:
        arch: ``'xxs-24'``, ``'xxs-36'``, or a dict with channels, num_blocks, num_heads and layer_scale.
        img_size: side of the images in pixels for which there are positions; for others they are interpolated.
        patch_size: side of a patch in pixels. Images that patches do not fill are padded at the right and the bottom.
        num_class_blocks: blocks of class attention at the end.
        ffn_ratio: hidden channels of the feed-forward networks for each channel.
        drop_path_rate: probability that a branch of patches is dropped in training, the same in all blocks.
        init_cfg: of the weights, after the rules of the paper.

    Raises:
        ValueError: when the architecture is unknown.
    """

    def __init__(self, arch: str | dict = 'xxs-36', *, img_size: int = 224, patch_size: int = 16,
                 num_class_blocks: int = 2, ffn_ratio: int = 4, drop_path_rate: float = 0.0,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if isinstance(arch, str) and arch not in ARCHS:
            raise ValueError(f'unknown architecture {arch!r}; known are {", ".join(ARCHS)}')
        arch = ARCHS[arch] if isinstance(arch, str) else arch
        channels = arch['channels']
        block = dict(num_heads=arch['num_heads'], layer_scale=arch['layer_scale'], ffn_ratio=ffn_ratio)
        self.patch_embed = PatchEmbed(embed_dims=channels, kernel_size=patch_size, stride=patch_size,
                                      input_size=img_size)
        grid = self.patch_embed.init_out_size
        self.pos_embed = nn.Parameter(torch.zeros(1, grid[0] * grid[1], channels))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, channels))
        self.blocks = nn.ModuleList(
            TalkingHeadsBlock(channels, drop_path=drop_path_rate, **block) for _ in range(arch['num_blocks']))
        self.class_blocks = nn.ModuleList(ClassAttentionBlock(channels, **block) for _ in range(num_class_blocks))
        self.norm = nn.LayerNorm(channels, eps=1e-6)

    def reset_weights(self) -> None:
        """Matrices, positions and class token from a truncated normal of 0.02, biases 0."""
        for parameter in (self.pos_embed, self.cls_token):
            trunc_normal_(parameter, std=0.02)
        init_linear_layers(self)

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Images ``(B, 3, H, W)`` to the class token ``(B, C)``."""
        patches, _ = self._patches(x)
        token = self._enter(patches)
        for block in self.class_blocks:
            token = block(token, patches)
        return self._output(token)

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple[Tensor], Tensor]:
        """What ``forward`` returns, and the attention of the last block's class token ``(B, h, w)``."""
        patches, size = self._patches(x)
        token = self._enter(patches)
        *earlier, last = self.class_blocks
        for block in earlier:
            token = block(token, patches)
        token, attention = last.forward_with_attention(token, patches, size)
        return self._output(token), attention

    def _patches(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """Patches ``(B, N, C)`` that have attended to each other, and their grid."""
        patches, size = self.patch_embed(x)
        patches = patches + resize_pos_embed(self.pos_embed, self.patch_embed.init_out_size, size, num_extra_tokens=0)
        for block in self.blocks:
            patches = block(patches)
        return patches, tuple(size)

    def _enter(self, patches: Tensor) -> Tensor:
        return self.cls_token.expand(len(patches), -1, -1)

    def _output(self, token: Tensor) -> tuple[Tensor]:
        return (self.norm(token)[:, 0], )
