"""Gradients within the last block of CLIP's image network, for many scores of one image at a time."""
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..layers.precision import without_autocast


class LastBlock:
    """The last block at one image: its attention, and what Grad-CAM needs of it.

    Grad-CAM weights the channels behind the block's first norm with the gradient of a score, averaged over the
    patches.  The score depends on the mean of the patches' features behind the block.  Its gradient is traced by
    autograd back to what the attention returns, where every patch stands for itself; through the attention it is
    written down here, since the average over patches needs neither the gradients of the attention's weights nor
    those of single queries and keys.  All is in float32.

    Args:
        clip: the :class:`FrozenCLIP`.
        tokens: ``(1 + P, C)`` before the block.
        chunk_size: scores whose gradients are traced at a time.
    """

    def __init__(self, clip: nn.Module, tokens: Tensor, chunk_size: int = 16):
        self.clip, self.chunk_size = clip, chunk_size
        self.block = clip.visual.transformer.resblocks[-1]
        with torch.no_grad(), without_autocast(tokens):
            self._attend(tokens.float())
        with torch.enable_grad(), without_autocast(tokens):
            self._joined = self._heads.transpose(0, 1).flatten(1).requires_grad_()
            self.feature = self._tail(tokens[1:].float(), self._joined)

    @property
    def attention(self) -> Tensor:
        """Attention ``(P, P)`` of patches to patches, averaged over heads."""
        return self._weights.mean(dim=0)[:, 1:]

    def class_maps(self, score: Callable[[Tensor], Tensor]) -> Tensor:
        """Grad-CAM of scores.

        Args:
            score: from the feature of the image ``(D,)``, normalised, to ``Q`` scores.

        Returns:
            ``(Q, P)``, not negative.
        """
        with torch.enable_grad(), without_autocast(self.feature):
            scores = score(self.feature)
        with torch.no_grad(), without_autocast(self.feature):
            return F.relu(self._channel_weights(scores) @ self.normed[1:].T)

    def _attend(self, tokens: Tensor) -> None:
        """Compute attention and what its gradient consists of; patches ask, patches and class token answer."""
        attention = self.block.attn
        self.normed = self.block.ln_1(tokens)
        projected = F.linear(self.normed, attention.in_proj_weight, attention.in_proj_bias)
        query, self._key, self._value = projected.unflatten(1, (3, attention.num_heads, -1)).permute(1, 2, 0, 3)
        self._query, self._scale = query[:, 1:], query.shape[-1] ** -0.5
        self._weights = (self._query @ self._key.mT * self._scale).softmax(dim=-1)
        self._heads, self._mean_key = self._weights @ self._value, self._weights @ self._key

    def _tail(self, patches: Tensor, joined: Tensor) -> Tensor:
        """The image's normalised feature ``(D,)`` from the patches ``(P, C)`` and what their attention returned."""
        block = self.block
        x = patches + block.ls_1(block.attn.out_proj(joined))
        x = x + block.ls_2(block.mlp(block.ln_2(x)))
        return F.normalize(self.clip.project(x).mean(dim=0), dim=0)

    def _channel_weights(self, scores: Tensor) -> Tensor:
        """Gradients of ``Q`` scores behind the first norm, averaged over the patches: ``(Q, C)``."""
        chunks = torch.eye(len(scores), device=scores.device).split(self.chunk_size)
        weights = []
        for chunk in chunks:
            gradient, = torch.autograd.grad(scores, self._joined, chunk, retain_graph=True, is_grads_batched=True)
            weights.append(self._pool_through_attention(gradient))
        return torch.cat(weights) / len(self._joined)

    def _pool_through_attention(self, gradient: Tensor) -> Tensor:
        """Sum over the patches behind the first norm, of gradients ``(Q, P, C)`` of what attention returned.

        With weights ``w_pk`` and the gradient ``g_p`` of a head's output ``o_p = sum_k w_pk v_k``, that of a logit is
        ``w_pk g_p (v_k - o_p)``; summed over queries, keys or values it needs no sum over pairs but ``w^T g``.
        """
        gradient = gradient.unflatten(2, (self._heads.shape[0], -1)).permute(2, 0, 1, 3)  # (heads, Q, P, d)
        to_class, along_heads = self._weights[:, None, :, 0], (gradient * self._heads[:, None]).sum(dim=-1)
        at_keys = torch.einsum('hpk,hqpd->hqkd', self._weights, gradient)
        by_keys = (at_keys * self._value[:, None]).sum(dim=-1)
        query = (by_keys @ self._key - along_heads @ self._mean_key) * self._scale
        # keys of patches: all keys but that of the class token, and over all keys the sum is zero
        along_class = (gradient * self._value[:, None, :1]).sum(dim=-1)
        key = (to_class * (along_heads - along_class)) @ self._query * self._scale
        value = ((1 - to_class)[..., None] * gradient).sum(dim=2)
        pooled = torch.cat([part.transpose(0, 1).flatten(1) for part in (query, key, value)], dim=1)
        return pooled @ self.block.attn.in_proj_weight
