"""Lines between what looks alike in two images."""
import cv2
import numpy as np

from .colours import default_palette
from .panoptic_drawing import enlarge, enlargement


def draw_correspondence(images, points):
    """Draw two images side by side, and a line for each pair of points.

    Args:
        images (Sequence[ndarray]): Two of one height, shape (height, width, 3), uint8, red, green and blue.
        points (ndarray): Shape (pairs, 2, 2): of each pair, x and y in pixels in the first image and in the second.

    Returns:
        ndarray: Shape (height, widths, 3), uint8; small images come enlarged.

    Raises:
        ValueError: If the images differ in height.
    """
    heights = {image.shape[0] for image in images}
    if len(heights) > 1:
        raise ValueError(f'images must have one height, got {sorted(heights)}')
    both = np.concatenate(images, axis=1)
    factor, drawn = enlargement(both.shape), enlarge(both).copy()
    ends = np.array(points, float).reshape(-1, 2, 2)
    ends[:, 1, 0] += images[0].shape[1]
    ends = (factor * ends).round().astype(int)
    width = max(1, drawn.shape[0] // 240)
    for (start, end), colour in zip(ends.tolist(), default_palette(len(ends)), strict=True):
        cv2.line(drawn, start, end, colour, width, cv2.LINE_AA)
        for point in (start, end):
            cv2.circle(drawn, point, 3 * width, colour, -1, cv2.LINE_AA)
    return drawn
