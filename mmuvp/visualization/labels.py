"""Names on pictures, placed where they are read best."""
import functools

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

PADDING = 2


@functools.cache
def _font(size):
    return ImageFont.load_default(size)


def interior_point(mask):
    """Find a point of a segment that is far from its border, and of those the most central one.

    Args:
        mask (ndarray): Shape (height, width), bool, not empty.

    Returns:
        tuple[int, int]: Column and row.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = mask[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].astype(np.uint8)
    distance = cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 3)
    far = np.argwhere(distance >= 0.9 * distance.max())
    row, column = min(far, key=lambda point: np.abs(point - far.mean(axis=0)).sum())
    return int(columns[0] + column - 1), int(rows[0] + row - 1)


def draw_labels(image, labels, size):
    """Write labels on a picture, the first ones first; a label that finds no free place is left out.

    Args:
        image (ndarray): Shape (height, width, 3), uint8.
        labels (list[tuple[str, tuple[int, int], ndarray]]): Text, column and row of its middle, colour behind
            it.
        size (int): Height of the letters in pixels.

    Returns:
        ndarray: Shape (height, width, 3), uint8.
    """
    canvas = Image.fromarray(image)
    draw = ImageDraw.Draw(canvas)
    font, taken = _font(size), []
    for text, middle, colour in labels:
        box = _free_box(draw.textbbox((0, 0), text, font), middle, canvas.size, taken)
        if box is None:
            continue
        taken.append(box)
        draw.rectangle(box, fill=tuple((colour * 0.35).astype(int).tolist()))
        left, top, _, _ = draw.textbbox((0, 0), text, font)
        draw.text((box[0] + PADDING - left, box[1] + PADDING - top), text, 'white', font)
    return np.asarray(canvas)


def _free_box(text_box, middle, image_size, taken):
    """Return left, top, right and bottom of a place near ``middle`` that is within the picture and free."""
    width = text_box[2] - text_box[0] + 2 * PADDING
    height = text_box[3] - text_box[1] + 2 * PADDING
    left = min(max(middle[0] - width // 2, 0), max(image_size[0] - width - 1, 0))
    for shift in (0, -1, 1, -2, 2):
        top = middle[1] - height // 2 + shift * (height + 1)
        top = min(max(top, 0), max(image_size[1] - height - 1, 0))
        box = left, top, left + width, top + height
        if all(box[0] > other[2] or box[2] < other[0] or box[1] > other[3] or box[3] < other[1] for other in taken):
            return box
    return None
