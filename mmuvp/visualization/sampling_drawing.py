"""Sampling locations drawn over the image, one picture an iteration."""
import cv2
import numpy as np

from .panoptic_drawing import compose, enlarge, enlargement

LINE, DOT, EDGE = (255, 210, 60), (230, 40, 40), (255, 255, 255)
FADED = 0.7
FRACTION_BITS = 4


def draw_sampling(image, points):
    """Draw where each iteration samples, with lines from where the first one did (figure 5 of PS-ViT).

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        points (Sequence[ndarray]): Of each iteration, shape (number, 2), y and x in pixels of the image, the
            centre of whose first pixel is 0. Points outside of the image are drawn on its border.

    Returns:
        ndarray: Shape (height, width, 3), uint8: the pictures of all iterations in a row.
    """
    titles = (f'iteration {number}' for number in range(1, len(points) + 1))
    return compose({title: draw_points(image, end, points[0]) for title, end in zip(titles, points, strict=True)})


def draw_points(image, points, starts):
    """Draw points, and lines that lead to them.

    Args:
        image (ndarray): As in :func:`draw_sampling`.
        points (ndarray): Shape (number, 2), y and x in pixels of the image.
        starts (ndarray): Where the lines begin, of the same shape.

    Returns:
        ndarray: Shape (height, width, 3) times :func:`enlargement`, uint8.
    """
    factor = enlargement(image.shape)
    canvas = np.ascontiguousarray((FADED * enlarge(image)).astype(np.uint8))
    size = max(2, round(max(canvas.shape) / 160))
    ends, starts = (_on_canvas(place, factor, canvas.shape) for place in (points, starts))
    for start, end in zip(starts, ends, strict=True):
        cv2.line(canvas, start, end, LINE, max(1, size // 2), cv2.LINE_AA, FRACTION_BITS)
    for end in ends:
        for radius, colour in ((size + 1, EDGE), (size, DOT)):
            cv2.circle(canvas, end, radius << FRACTION_BITS, colour, cv2.FILLED, cv2.LINE_AA, FRACTION_BITS)
    return canvas


def _on_canvas(places, factor, shape):
    """Columns and rows of the enlarged picture, within it, in fractions of a pixel as OpenCV takes them."""
    places = ((np.asarray(places, float) + 0.5) * factor - 0.5).clip(0, np.array(shape[:2]) - 1)
    return [tuple(place) for place in (places[:, ::-1] * 2 ** FRACTION_BITS).round().astype(int).tolist()]
