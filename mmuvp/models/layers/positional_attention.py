"""The core of axial and of local attention: pixels that attend to others, with relative positions.

Written out, the three similarities, their batch norm and the two retrieved terms are maps of
``length x length`` for every line and head, of which automatic differentiation keeps ten.  Here one is
kept: shifts of the norm cancel in the softmax, its variances follow from products of channels, and its
scales are carried by queries and keys, so that all terms are summed by the matrix products themselves.
"""
import torch
import torch.distributed.nn
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from .precision import without_autocast


def softmax_norm_scale(norm: nn.Module, mean: Tensor, mean_square: Tensor, count: int) -> Tensor:
    """Scale ``(C,)`` that a batch norm gives to maps of which it gets the moments only.

    What the norm adds to a map is left to the softmax, which cancels it.  In training the running
    statistics are updated, and synchronised norms share their moments with the other processes.

    Args:
        norm: a batch norm of C channels.
        mean: ``(C,)``, of the maps.
        mean_square: ``(C,)``, of the maps.
        count: values of a map, in this process, that were averaged.
    """
    # the bias moves no weight of the softmax; it stays in the graph, where distributed training looks for it
    weight = norm.weight + 0 * norm.bias
    if not norm.training:
        return weight * torch.rsqrt(norm.running_var + norm.eps)
    counts = torch.full_like(mean, count)
    if type(norm).__name__ == 'SyncBatchNorm' and torch.distributed.is_initialized():
        group = getattr(norm, 'process_group', getattr(norm, 'group', None))
        sums = torch.stack([mean * counts, mean_square * counts, counts])
        total, total_square, counts = torch.distributed.nn.all_reduce(sums, group=group)
        mean, mean_square = total / counts, total_square / counts
    variance = (mean_square - mean.square()).clamp(min=0)
    with torch.no_grad():
        norm.num_batches_tracked += 1
        momentum = 1 / norm.num_batches_tracked if norm.momentum is None else norm.momentum
        norm.running_mean.lerp_(mean, momentum)
        norm.running_var.lerp_(variance * counts / (counts - 1).clamp(min=1), momentum)
    return weight * torch.rsqrt(variance + norm.eps)


def content_moments(query: Tensor, key: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and mean square ``(heads,)`` of all ``q_i . k_j``, from ``(lines, heads, length, depth)``."""
    pairs = query.shape[0] * query.shape[2] * key.shape[2]
    mean = (query.sum(dim=2) * key.sum(dim=2)).sum(dim=(0, 2)) / pairs
    square = (query.mT @ query) * (key.mT @ key)
    return mean, square.sum(dim=(0, 2, 3)) / pairs


def position_moments(x: Tensor, vectors: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and mean square ``(heads,)`` of all ``x_i . r_ij``.

    Args:
        x: ``(lines, heads, length, depth)``.
        vectors: ``(length, depth, others)``, the vectors ``r_ij`` with j last.
    """
    lines, _, _, depth = x.shape
    if lines * vectors.shape[2] < depth ** 2:  # of few short lines the map is smaller than its products
        found = torch.matmul(x.permute(1, 2, 0, 3), vectors)
        return found.mean(dim=(1, 2, 3)), found.square().mean(dim=(1, 2, 3))
    pairs = x.shape[0] * x.shape[2] * vectors.shape[2]
    mean = (x.sum(dim=0) * vectors.sum(dim=2)).sum(dim=(1, 2)) / pairs
    by_place = x.permute(1, 2, 3, 0)
    square = (by_place @ by_place.mT) * (vectors @ vectors.mT)
    return mean, square.sum(dim=(1, 2, 3)) / pairs


def positional_attention(query: Tensor, key: Tensor, value: Tensor, query_position: tuple[Tensor, Tensor] | None,
                         key_position: tuple[Tensor, Tensor] | None, value_vectors: Tensor | None,
                         bias: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
    """Attention with relative positions on query, key and value.

    ``w_ij = softmax_j(q_i . k_j + q'_i . r^q_ij + k'_j . r^k_ij + b_ij)``.  Each pair of lines and heads is
    one of M lines here.  Can be differentiated once, not with respect to the bias.

    Args:
        query: ``(M, queries, depth)``.
        key: ``(M, keys, depth)``.
        value: ``(M, keys, value_depth)``.
        query_position: ``q'`` ``(M, queries, depth)`` and ``r^q`` ``(queries i, depth, keys j)``, if any.
        key_position: ``k'`` ``(M, keys, depth)`` and ``r^k`` ``(keys j, depth, queries i)``, if any.
        value_vectors: ``r^v`` ``(queries i, value_depth, keys j)``, if any.
        bias: ``b`` ``(..., queries, keys)``, if any, of as many lines after each other as its leading axes
            have entries, a number that divides M.

    Returns:
        ``sum_j w_ij v_j`` and ``sum_j w_ij r^v_ij``, each ``(M, queries, value_depth)``; None for what has no
        vectors.
    """
    return _PositionalAttention.apply(query, key, value, *(query_position or (None, None)),
                                      *(key_position or (None, None)), value_vectors, bias)


class _PositionalAttention(torch.autograd.Function):

    @staticmethod
    def forward(ctx, query, key, value, query2, query_vectors, key2, key_vectors, value_vectors, bias):
        with without_autocast(query):
            logits = torch.bmm(query, key.mT)
            if query2 is not None:
                logits += torch.bmm(query2.transpose(0, 1), query_vectors).transpose(0, 1)
            if key2 is not None:
                logits += torch.bmm(key2.transpose(0, 1), key_vectors).permute(1, 2, 0)
            if bias is not None:
                logits = (logits.unflatten(0, (-1, *bias.shape[:-2])) + bias).flatten(0, -3)
            weights = logits.softmax(dim=-1)
            del logits
            ctx.save_for_backward(query, key, value, query2, query_vectors, key2, key_vectors, value_vectors, weights)
            content = torch.bmm(weights, value)
            if value_vectors is None:
                return content, None
            position = torch.bmm(weights.transpose(0, 1), value_vectors.mT)
        return content, position.transpose(0, 1)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_content, grad_position):
        query, key, value, query2, query_vectors, key2, key_vectors, value_vectors, weights = ctx.saved_tensors
        grad = torch.bmm(grad_content, value.mT)
        grad_value = torch.bmm(weights.mT, grad_content)
        grad_query2 = grad_query_vectors = grad_key2 = grad_key_vectors = grad_value_vectors = None
        if value_vectors is not None:
            by_place = grad_position.transpose(0, 1)
            grad += torch.bmm(by_place, value_vectors).transpose(0, 1)
            grad_value_vectors = torch.bmm(by_place.mT, weights.transpose(0, 1))
        # the softmax, in place: from here on, grad is that of the logits
        grad *= weights
        grad.addcmul_(weights, grad.sum(dim=-1, keepdim=True), value=-1)
        if query2 is not None:
            by_place = grad.transpose(0, 1)
            grad_query2 = torch.bmm(by_place, query_vectors.mT).transpose(0, 1)
            grad_query_vectors = torch.bmm(query2.permute(1, 2, 0), by_place)
        if key2 is not None:
            by_place = grad.permute(2, 0, 1)
            grad_key2 = torch.bmm(by_place, key_vectors.mT).transpose(0, 1)
            grad_key_vectors = torch.bmm(key2.permute(1, 2, 0), by_place)
        return (torch.bmm(grad, key), torch.bmm(grad.mT, query), grad_value, grad_query2, grad_query_vectors,
                grad_key2, grad_key_vectors, grad_value_vectors, None)
