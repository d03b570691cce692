"""Attention of the class token alone, beside a fused kernel that does not tell its weights."""
import torch
from torch import Tensor

from .precision import without_autocast


@torch.no_grad()
def class_attention_heads(query: Tensor, keys: Tensor, size: tuple[int, int], num_extra_tokens: int = 1,
                          scale: float | None = None) -> Tensor:
    """Where each head of the class token looks: a softmax over all tokens, without the entries of the extra tokens.

    Dropout of the attention does not apply.

    Args:
        query: of the class token, ``(B, heads, 1, d)``.
        keys: of all tokens, the extra ones first, ``(B, heads, extra + h * w, d)``.
        size: h and w of the grid of patches.
        num_extra_tokens: the class token and others that are no patches.
        scale: of the products; ``d ** -0.5`` if None.

    Returns:
        ``(B, heads, h, w)`` in fp32, without gradient; each map sums to less than 1.
    """
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    with without_autocast(query):
        weights = (query.float() * scale @ keys.float().mT).softmax(dim=-1)
    return weights[:, :, 0, num_extra_tokens:].unflatten(2, size)


def class_attention_map(query: Tensor, keys: Tensor, size: tuple[int, int], num_extra_tokens: int = 1,
                        scale: float | None = None) -> Tensor:
    """Where the class token looks, as TransMix reads it (section 3.2, equations 4.5 and 4.6): the mean over heads.

    Args:
        query, keys, size, num_extra_tokens, scale: see :func:`class_attention_heads`.

    Returns:
        ``(B, h, w)`` in fp32, without gradient; a map sums to less than 1.
    """
    return class_attention_heads(query, keys, size, num_extra_tokens, scale).mean(dim=1)
