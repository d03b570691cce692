"""How the DeepLab family averages its losses."""
import torch
from torch import Tensor


def nonzero_mean(loss: Tensor) -> Tensor:
    """Sum over the entries of each image, divided by the number of non-zero ones; then the batch mean.

    Args:
        loss: ``(B, ...)``.

    Returns:
        A scalar; an image of zeros counts as 0.
    """
    loss = loss.flatten(1)
    return (loss.sum(dim=1) / (loss != 0).sum(dim=1).clamp(min=1)).mean()


def sample_pixels(area_weight: Tensor, valid: Tensor, temperature: float, num_samples: int) -> Tensor:
    """Draw pixels without replacement, small masks more often, by the Gumbel top-k trick.

    Args:
        area_weight: ``(B, P)`` pixels of the image over pixels of the mask that covers this one.
        valid: ``(B, P)`` bool; other pixels come last.
        temperature: exponent of ``area_weight`` in the sampling probability.
        num_samples: pixels to draw; all of them where the image has fewer.

    Returns:
        Indices ``(B, K)``.
    """
    logits = temperature * area_weight.log()
    uniform = torch.rand_like(logits).clamp(min=torch.finfo(logits.dtype).tiny)
    scores = (logits - (-uniform.log()).log()).masked_fill(~valid, -torch.inf)
    return scores.topk(min(num_samples, scores.shape[1]), dim=1, sorted=False).indices
