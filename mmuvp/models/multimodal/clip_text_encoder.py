"""The text encoder of CLIP, of any width."""
from torch import Tensor

from mmuvp.models.layers.heads import check_heads
from mmuvp.models.layers.initialisation import InitialisedModule
from mmuvp.registry import MODELS

from .clip_text import encode_tokens


@MODELS.register_module()
class CLIPTextEncoder(InitialisedModule):
    """``open_clip``'s causal text transformer without the last projection, pooled at the largest token.

    The largest token is the one that ends a text; what follows the longest text's is not computed.  GroupViT has the
    encoder of CLIP (section 4.1), which its published code makes 256 wide.

    Args:
        channels: width of the transformer.
        num_layers: of it.
        num_heads: of its attention; must divide the channels.
        context_length: number of tokens of a text.
        vocab_size: number of different tokens.
        init_cfg: see ``mmengine.model.BaseModule``.

    Raises:
        ValueError: when the heads do not divide the channels.
    """

    def __init__(self, channels: int = 256, num_layers: int = 12, num_heads: int = 4, context_length: int = 77,
                 vocab_size: int = 49408, init_cfg: dict | None = None) -> None:
        # takes a second, which those who need no texts should not wait
        from open_clip.transformer import QuickGELU, TextTransformer

        super().__init__(init_cfg)
        check_heads(channels, num_heads)
        self.embed_dims, self.context_length = channels, context_length
        self.network = TextTransformer(
            context_length, vocab_size, width=channels, heads=num_heads, layers=num_layers, output_dim=None,
            proj_type='none', act_layer=QuickGELU)

    def reset_weights(self) -> None:
        """As CLIP: normal, of standard deviations that depend on width and depth."""
        self.network.init_parameters()

    def forward(self, tokens: Tensor) -> Tensor:
        """Texts to features.

        Args:
            tokens: ``(N, context_length)`` integers, padded with 0.

        Returns:
            ``(N, C)``.

        Raises:
            ValueError: on tokens of another shape or type.
        """
        if tokens.dim() != 2 or tokens.shape[1] != self.context_length or tokens.is_floating_point():
            raise ValueError(f'tokens must be integers (N, {self.context_length}), not {tokens.dtype} '
                             f'{tuple(tokens.shape)}')
        return encode_tokens(self.network, tokens)
