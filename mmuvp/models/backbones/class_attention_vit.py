"""Stock vision transformers that can tell where their class token looks."""
import torch
import torch.nn.functional as F
from mmcv.cnn.bricks import DropPath
from mmpretrain.models.backbones import DistilledVisionTransformer, VisionTransformer
from mmpretrain.models.utils import resize_pos_embed
from torch import Tensor

from mmuvp.models.layers.class_attention import class_attention_heads
from mmuvp.registry import MODELS


@MODELS.register_module()
class ClassAttentionViT(VisionTransformer):
    """``mmpretrain.VisionTransformer`` as a :class:`mmuvp.models.backbones.ClassAttentionBackbone`.

    Arguments, weights and ``forward`` are those of the stock class.  All blocks keep their fused attention: the row
    of the class token is computed beside the last one, from the same input.

    Raises:
        ValueError: without a class token.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.cls_token is None:
            raise ValueError('class attention needs a class token: set with_cls_token=True')
        for module in self.modules():
            if isinstance(module, DropPath):
                module.drop_prob = float(module.drop_prob)  # a number of NumPy would break the graph of torch.compile

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple, Tensor]:
        """Run the network once.

        Args:
            x: images ``(B, C, H, W)``.

        Returns:
            The outputs of ``forward``, and the attention of the last block's class token ``(B, h, w)``.
        """
        outputs, attention = self.forward_with_head_attention(x)
        return outputs, attention.mean(dim=1)

    def forward_with_head_attention(self, x: Tensor) -> tuple[tuple, Tensor]:
        """Run the network once; as :meth:`forward_with_class_attention`, with each head's map ``(B, heads, h, w)``."""
        tokens, size = self._embed(x)
        outputs = []
        for index, layer in enumerate(self.layers):
            if index == self.num_layers - 1:
                attention = self._class_attention(tokens, size)
            tokens = layer(tokens)
            if index in self.out_indices:
                outputs.append(self._output(tokens, size, index))
        return tuple(outputs), attention

    def extra_tokens(self) -> list[Tensor]:
        """What precedes the patches, each ``(1, 1, C)``."""
        return [self.cls_token]

    def _embed(self, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """All tokens with their positions, and the grid of patches."""
        patches, size = self.patch_embed(x)
        extra = [token.expand(len(patches), -1, -1) for token in self.extra_tokens()]
        positions = resize_pos_embed(self.pos_embed, self.patch_resolution, size, mode=self.interpolate_mode,
                                     num_extra_tokens=self.num_extra_tokens)
        tokens = self.drop_after_pos(torch.cat([*extra, patches], dim=1) + positions)
        return self.pre_norm(tokens), tuple(size)

    def _output(self, tokens: Tensor, size: tuple[int, int], index: int) -> Tensor:
        """What ``forward`` returns for the tokens after a block."""
        if index == self.num_layers - 1 and self.final_norm:
            tokens = self.ln1(tokens)
        return self._format_output(tokens, size)

    @torch.no_grad()
    def _class_attention(self, tokens: Tensor, size: tuple[int, int]) -> Tensor:
        layer = self.layers[-1]
        attn, tokens = layer.attn, layer.ln1(tokens)
        weights = attn.qkv.weight.chunk(3)
        biases = (None, None) if attn.qkv.bias is None else attn.qkv.bias.chunk(3)
        query, keys = (
            F.linear(part, weights[i], biases[i]).unflatten(-1, (attn.num_heads, -1)).transpose(1, 2)
            for i, part in enumerate((tokens[:, :1], tokens)))
        return class_attention_heads(query, keys, size, self.num_extra_tokens)


@MODELS.register_module()
class ClassAttentionDistilledViT(ClassAttentionViT, DistilledVisionTransformer):
    """``mmpretrain.DistilledVisionTransformer`` in the same way; the map leaves out the distillation token, too."""

    def extra_tokens(self) -> list[Tensor]:
        """What precedes the patches, each ``(1, 1, C)``."""
        return [self.cls_token, self.dist_token]
