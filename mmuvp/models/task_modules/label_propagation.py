"""Labels that features carry from some frames of a video to another."""
import torch
import torch.nn.functional as F
from torch import Tensor


def propagate_labels(target: Tensor, sources: Tensor, labels: Tensor, radius: int, topk: int, temperature: float
                     ) -> Tensor:
    """Give each place of a frame the mean of the labels of the places that look most like it.

    iBOT (appendix E.4) segments videos so, as DINO does.  A place looks at those of all source frames whose row and
    column differ from its own by at most ``radius``, keeps the ``topk`` of the highest cosine, and weighs their labels
    by the softmax of ``cosine / temperature``.

    Args:
        target: features ``(C, h, w)``.
        sources: features ``(T, C, h, w)`` of other frames.
        labels: their labels ``(T, K, h, w)``, soft ones.
        radius: how far a place looks, in places.
        topk: how many places count; all that a place can see if these are fewer.
        temperature: of the softmax.

    Returns:
        ``(K, h, w)``, labels of the target.
    """
    size = target.shape[1:]
    query = F.normalize(target.flatten(1), dim=0)
    keys = F.normalize(sources.flatten(2), dim=1).transpose(1, 2).flatten(0, 1)
    cosine = (keys @ query).unflatten(0, (len(sources), -1))
    cosine = cosine.masked_fill(~_near(size, radius, target.device), -torch.inf).flatten(0, 1)
    values, indices = cosine.topk(min(topk, len(cosine)), dim=0)
    weights = (values / temperature).softmax(dim=0)
    labels = labels.transpose(0, 1).flatten(1)
    return torch.einsum('knq,nq->kq', labels[:, indices], weights.to(labels.dtype)).unflatten(1, size)


def _near(size: tuple[int, int], radius: int, device: torch.device) -> Tensor:
    """Whether two places of a map are near each other, ``(h * w, h * w)``."""
    rows, columns = (torch.arange(length, device=device) for length in size)
    near_rows, near_columns = ((x[:, None] - x).abs() <= radius for x in (rows, columns))
    return (near_rows[:, None, :, None] & near_columns[None, :, None, :]).flatten(2).flatten(0, 1)
