"""Attention of the class token alone, beside a fused kernel that does not tell its weights."""
import torch
from torch import Tensor

from .precision import without_autocast


@torch.no_grad()
def class_attention_map(query: Tensor, keys: Tensor, size: tuple[int, int], num_extra_tokens: int = 1,
                        scale: float | None = None) -> Tensor:
    """Where the class token looks, as TransMix reads it (section 3.2, equations 4.5 and 4.6).

    A softmax over all tokens for each head, then the mean over heads; only then the entries of the extra tokens are
    dropped, so a map sums to less than 1.  Dropout of the attention does not apply.

    Args:
        query: of the class token, ``(B, heads, 1, d)``.
        keys: of all tokens, the extra ones first, ``(B, heads, extra + h * w, d)``.
        size: h and w of the grid of patches.
        num_extra_tokens: the class token and others that are no patches.
        scale: of the products; ``d ** -0.5`` if None.

    Returns:
        ``(B, h, w)`` in fp32, without gradient.
    """
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    with without_autocast(query):
        weights = (query.float() * scale @ keys.float().mT).softmax(dim=-1)
    return weights[:, :, 0, num_extra_tokens:].mean(dim=1).unflatten(1, size)
