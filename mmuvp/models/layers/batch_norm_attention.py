"""Attention between two sets of vectors with batch norms in place of ``1/sqrt(d)``."""
import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor

from .norm import DEFAULT_NORM, build_batch_norm
from .positional_attention import content_moments, softmax_norm_scale
from .precision import without_autocast


class BatchNormAttention(BaseModule):
    """Multi-head attention whose logits, and whose result, are normalised by a batch norm each.

    MaX-DeepLab, equations 4.13 and 4.14, with the norms of Axial-DeepLab: one scale a head on the logits.
    Its shift cancels in the softmax, and its variance follows from products of channels, so the logits are
    left to fused kernels.

    Args:
        value_channels: total channels of the values and of the result.
        num_heads: heads; divides all channels.
        norm_cfg: the batch norms.
    """

    def __init__(self, value_channels: int, num_heads: int = 8, norm_cfg: dict = DEFAULT_NORM) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.similarity_norm = build_batch_norm(norm_cfg, num_heads)
        self.value_norm = build_batch_norm(norm_cfg, value_channels, dims=1)

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Retrieve values.

        Args:
            query: ``(B, K, N)``.
            key: ``(B, K, M)``.
            value: ``(B, value_channels, M)``.

        Returns:
            ``(B, value_channels, N)``.
        """
        query, key, value = (x.unflatten(1, (self.num_heads, -1)).mT.contiguous() for x in (query, key, value))
        query = query * self._scale(query, key).to(query.dtype)
        retrieved = F.scaled_dot_product_attention(query, key, value, scale=1.0)
        return self.value_norm(retrieved.mT.flatten(1, 2))

    def _scale(self, query: Tensor, key: Tensor) -> Tensor:
        """What the norm multiplies the logits of each head by, ``(heads, 1, 1)``."""
        with without_autocast(query):
            moments = self.similarity_norm.weight.new_zeros(2, self.num_heads)
            if self.similarity_norm.training:
                dtype = torch.promote_types(query.dtype, torch.float32)
                moments = torch.stack(content_moments(query.to(dtype), key.to(dtype)))
            count = query.shape[0] * query.shape[2] * key.shape[2]
            return softmax_norm_scale(self.similarity_norm, *moments, count)[:, None, None]
