"""From masks of texts to one map of labels."""
import numpy as np


def paint_masks(canvas, masks, scores, labels, threshold=0.5):
    """Paint masks over each other, those of the highest score on top (CaR).

    Args:
        canvas (ndarray): Shape (H, W), integer labels; changed in place.
        masks (ndarray): Shape (Q, H, W), in [0, 1] or bool.
        scores (Sequence[float]): Q; a mask with the score 0 is not painted.
        labels (Sequence[int]): Q, what is written where a mask is above the threshold.
        threshold (float): Strict.

    Returns:
        ndarray: The canvas.
    """
    scores = np.asarray(scores)
    for index in np.argsort(scores, kind='stable'):
        if scores[index] > 0:
            canvas[masks[index] > threshold] = labels[index]
    return canvas


def split_labels(labels, count):
    """Undo a map of labels into a mask for each but the background.

    Args:
        labels (ndarray): Shape (H, W); 0 is the background.
        count (int): How many masks there are; a label that no pixel has gets an empty one.

    Returns:
        ndarray: Shape (count, H, W), bool.
    """
    return labels[None] == np.arange(1, count + 1)[:, None, None]
