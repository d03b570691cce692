"""Swin whose last block is class attention."""
import torch
from mmengine.model.weight_init import trunc_normal_
from mmpretrain.models.backbones import SwinTransformer
from torch import Tensor, nn

from mmuvp.models.layers.class_attention_block import ClassAttentionBlock
from mmuvp.models.layers.initialisation import init_linear_layers
from mmuvp.models.layers.moved_windows import use_compilable_masks
from mmuvp.registry import MODELS


@MODELS.register_module()
class CASwin(SwinTransformer):
    """``mmpretrain.SwinTransformer`` with its last block replaced by one of class attention (TransMix, section 4.5).

    A class token enters in that block, of CaiT's form, and its norm replaces the one of the last map.  Windows that
    the map does not fill are padded, so any size is accepted.

    Args:
        arch: see ``mmpretrain.SwinTransformer``; the last of its depths counts the block of class attention.
        drop_path_rate: of the last block; those before rise to it from 0.
        layer_scale: initial scale of the branches of the block of class attention.
        **kwargs: further arguments of the stock class but for the outputs.
    """

    def __init__(self, arch: str | dict = 'tiny', *, drop_path_rate: float = 0.1, layer_scale: float = 1.0,
                 pad_small_map: bool = True, **kwargs) -> None:
        super().__init__(arch, drop_path_rate=drop_path_rate, out_indices=(), pad_small_map=pad_small_map, **kwargs)
        channels = self.num_features[-1]
        del self.stages[-1].blocks[-1]
        self.cls_token = nn.Parameter(torch.zeros(1, 1, channels))
        self.class_block = ClassAttentionBlock(channels, self.num_heads[-1], drop_path=drop_path_rate,
                                               layer_scale=layer_scale)
        self.norm = nn.LayerNorm(channels)
        use_compilable_masks(self)

    def init_weights(self) -> None:
        """Draw the class token and the matrices of its block, then the rules of the stock class or of ``init_cfg``."""
        trunc_normal_(self.cls_token, std=0.02)
        init_linear_layers(self.class_block)
        super().init_weights()

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Images ``(B, 3, H, W)`` to the class token ``(B, C)``."""
        patches, _ = self._patches(x)
        return self._class_token(self.class_block(self._entering(patches), patches))

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple[Tensor], Tensor]:
        """What ``forward`` returns, and the attention of the class token to the last map's patches ``(B, h, w)``."""
        patches, size = self._patches(x)
        token, attention = self.class_block.forward_with_attention(self._entering(patches), patches, size)
        return self._class_token(token), attention

    def _patches(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        x, size = self.patch_embed(x)
        x = self.drop_after_pos(x)
        for stage in self.stages:
            x, size = stage(x, size)
        return x, tuple(size)

    def _entering(self, patches: Tensor) -> Tensor:
        return self.cls_token.expand(len(patches), -1, -1)

    def _class_token(self, token: Tensor) -> tuple[Tensor]:
        return (self.norm(token[:, 0]), )
