"""Stock XCiT that can tell where its class token looks."""
import torch
from mmpretrain.models.backbones import XCiT
from torch import Tensor

from mmuvp.models.layers.class_attention import class_attention_map
from mmuvp.registry import MODELS

INIT = dict(type='TruncNormal', layer='Linear', std=0.02)

@MODELS.register_module()
class ClassAttentionXCiT(XCiT):
    """``mmpretrain.XCiT`` as a :class:`mmuvp.models.backbones.ClassAttentionBackbone`.

    Arguments, weights and ``forward`` are those of the stock class, which returns the class token here.

    Args:
        init_cfg: initialisation; that of the paper by default, as the stock default has a standard deviation of 1.
        **kwargs: further arguments of the stock class but for the outputs.
    """

    def __init__(self, *, init_cfg: dict | list | None = INIT, **kwargs) -> None:
        super().__init__(out_type='cls_token', out_indices=(-1, ), init_cfg=init_cfg, **kwargs)

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Images ``(B, 3, H, W)``, of any size, to the class token ``(B, C)``."""
        tokens, _ = self._before_last_layer(x)
        return self._class_token(tokens)

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple[Tensor], Tensor]:
        """What ``forward`` returns, and the attention of the last layer's class token to the patches ``(B, h, w)``."""
        tokens, size = self._before_last_layer(x)
        return self._class_token(tokens), self._class_attention(tokens, size)

    def _before_last_layer(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """All tokens before the last layer of class attention, the class token first, and the grid of patches."""
        tokens, size = self.patch_embed(x)
        if self.use_pos_embed:
            tokens = tokens + self.pos_embed(1, *size).flatten(2).transpose(1, 2)
        tokens = self.pos_drop(tokens)
        for layer in self.xca_layers:
            tokens = layer(tokens, *size)
        tokens = torch.cat([self.cls_token.expand(len(tokens), -1, -1), tokens], dim=1)
        for layer in self.ca_layers[:-1]:
            tokens = layer(tokens)
        return tokens, tuple(size)

    def _class_token(self, tokens: Tensor) -> tuple[Tensor]:
        return (self.norm(self.ca_layers[-1](tokens))[:, 0], )

    @torch.no_grad()
    def _class_attention(self, tokens: Tensor, size: tuple[int, int]) -> Tensor:
        layer = self.ca_layers[-1]
        attn, tokens = layer.attn, layer.norm1(tokens)
        query, keys = (part.unflatten(2, (attn.num_heads, -1)).transpose(1, 2)
                       for part in (attn.q(tokens[:, :1]), attn.k(tokens)))
        return class_attention_map(query, keys, size)
