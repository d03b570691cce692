"""Masks of words drawn over their image."""
import numpy as np

from .labels import draw_labels, interior_point
from .panoptic_drawing import OPACITY, enlarge, enlargement


def draw_word_masks(image, queries, masks, scores, palette):
    """Draw masks in colours, with their words and scores; those of the highest score on top.

    Args:
        image (ndarray): Shape (H, W, 3), uint8, red, green and blue.
        queries (Sequence[str]): Q words.
        masks (ndarray): Shape (Q, H, W), bool; nothing is drawn of an empty one.
        scores (Sequence[float]): Q.
        palette (Sequence[Sequence[int]]): Q colours, red, green and blue.

    Returns:
        ndarray: Shape (H, W, 3) times :func:`.panoptic_drawing.enlargement`, uint8.
    """
    factor, drawn = enlargement(image.shape), enlarge(image).astype(np.float32)
    order = [index for index in np.argsort(scores, kind='stable') if masks[index].any()]
    for index in order:
        mask = masks[index].repeat(factor, axis=0).repeat(factor, axis=1)
        inner = mask & np.roll(mask, 1, 0) & np.roll(mask, -1, 0) & np.roll(mask, 1, 1) & np.roll(mask, -1, 1)
        colour = np.array(palette[index], np.float32)
        drawn[inner] = (1 - OPACITY) * drawn[inner] + OPACITY * colour
        drawn[mask & ~inner] = colour
    labels = [_label(queries[index], masks[index], scores[index], palette[index], factor) for index in order[::-1]]
    return draw_labels(drawn.astype(np.uint8), labels, size=max(13, min(drawn.shape[:2]) // 45))


def _label(query, mask, score, colour, factor):
    column, row = interior_point(mask)
    return f'{query} {score:.2f}', (column * factor + factor // 2, row * factor + factor // 2), np.array(colour)
