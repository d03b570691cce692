"""The normaliser of a softmax over all pairs of pixels, without holding the pairs."""
import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

BLOCK = 256  # rows at a time: they stay in the cache of a CPU and fill a GPU


class _PairwiseLogSumExp(torch.autograd.Function):
    """Rows of similarities are made, used and forgotten block by block, and made again for the gradient."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, bias: Tensor, scale: float) -> Tensor:
        maximum, total = [], []
        for rows in x.mT.split(BLOCK, dim=1):
            logits = torch.baddbmm(bias, rows, x, alpha=scale)
            maximum.append(logits.amax(dim=-1))
            total.append(logits.sub_(maximum[-1][..., None]).exp_().sum(dim=-1))
        result = torch.cat(maximum, dim=1) + torch.cat(total, dim=1).log()
        ctx.save_for_backward(x, bias, result)
        ctx.scale = scale
        return result

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, grad: Tensor) -> tuple[Tensor, None, None]:
        x, bias, result = ctx.saved_tensors
        as_column, as_row = torch.zeros_like(x), []
        parts = (t.split(BLOCK, dim=1) for t in (x.mT, result, grad))
        for rows, normaliser, weight in zip(*parts, strict=True):
            logits = torch.baddbmm(bias, rows, x, alpha=ctx.scale)
            pulls = logits.sub_(normaliser[..., None]).exp_().mul_(weight[..., None])
            as_column.baddbmm_(rows.mT, pulls)
            as_row.append(pulls @ x.mT)
        return (as_column + torch.cat(as_row, dim=1).mT) * ctx.scale, None, None


def pairwise_logsumexp(x: Tensor, scale: float, included: Tensor) -> Tensor:
    """Log of the sum over j of ``exp(scale * x_i . x_j)``, for every i.

    Args:
        x: vectors ``(B, D, K)``.
        scale: factor of the products.
        included: ``(B, K)`` bool, which j count.

    Returns:
        ``(B, K)``; very negative where an image has nothing that counts.
    """
    # in place of minus infinity: an image without a valid pixel must not give NaN
    bias = torch.where(included, 0., -1e30).to(x.dtype)[:, None]
    return _PairwiseLogSumExp.apply(x, bias, scale)
