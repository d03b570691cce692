"""Predictions as if a classifier knew only some of its classes."""
import torch


def restrict(scores, labels):
    """Keep the probabilities of some classes, and let them sum to 1.

    That equals a softmax over the logits of these classes.

    Args:
        scores (Tensor): Probabilities, (..., classes).
        labels (Sequence[int]): Labels of the classes to keep.

    Returns:
        Tensor: (..., labels).

    Raises:
        ValueError: If the classifier has no class of such a label.
    """
    unknown = [label for label in labels if not 0 <= label < scores.shape[-1]]
    if unknown:
        raise ValueError(f'labels {unknown[:5]} are none of the {scores.shape[-1]} classes of the classifier')
    kept = scores[..., list(labels)].double()
    # the sum is 0 where all of them are too small for single precision
    return kept / kept.sum(dim=-1, keepdim=True).clamp(min=torch.finfo(kept.dtype).tiny)
