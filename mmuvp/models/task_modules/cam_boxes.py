"""Boxes around what a class activation map marks (CLIP-ES)."""
import cv2
import numpy as np

LEVELS = 255
THRESHOLD_STEP = 0.1


def box_masks(maps: np.ndarray, threshold: float) -> np.ndarray:
    """Mark the bounding boxes of the regions in which maps are high.

    As published, the right and lower ends of a box are cut at the last column and row and do not belong to it, so
    that these are in no box.

    Args:
        maps: ``(Q, h, w)`` in [0, 1].
        threshold: lambda in the paper; a region is above this share of the map's maximum.  It falls in steps of
            0.1 while nothing is.

    Returns:
        ``(Q, h, w)`` bool; nothing where the map is zero.
    """
    marked = np.zeros(maps.shape, bool)
    for scaled, mask in zip((maps * LEVELS).astype(np.uint8), marked, strict=True):
        if scaled.any():
            _mark_boxes(_high(scaled, threshold), mask)
    return marked


def _high(scaled: np.ndarray, threshold: float) -> np.ndarray:
    high = scaled > int(threshold * scaled.max())
    while not high.any():
        threshold -= THRESHOLD_STEP
        high = scaled > int(threshold * scaled.max())
    return high.astype(np.uint8)


def _mark_boxes(high: np.ndarray, mask: np.ndarray) -> None:
    last_row, last_column = high.shape[0] - 1, high.shape[1] - 1
    contours, _ = cv2.findContours(high, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    for left, top, width, height in map(cv2.boundingRect, contours):
        mask[top:min(top + height, last_row), left:min(left + width, last_column)] = True
