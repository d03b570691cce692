"""Panoptic maps drawn over their images."""
from collections import defaultdict

import cv2
import numpy as np
from mmdet.evaluation.functional import INSTANCE_OFFSET

from .colours import instance_colour
from .labels import draw_labels, interior_point

MIN_SIDE = 480
OPACITY = 0.6
BAR_COLOUR = np.array([40, 40, 40])


def enlargement(shape):
    """Return the whole factor by which a small picture is enlarged so that names on it can be read.

    Args:
        shape (tuple[int, ...]): Height and width come first.

    Returns:
        int: 1 or more.
    """
    return max(1, -(-MIN_SIDE // max(shape[:2])))


def enlarge(image):
    """Enlarge a small picture.

    Args:
        image (ndarray): Shape (height, width, 3), uint8.

    Returns:
        ndarray: Shape (height, width, 3) times :func:`enlargement`.
    """
    factor = enlargement(image.shape)
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC) if factor > 1 else image


def draw_panoptic(image, segments, classes, palette, scores=None):
    """Draw a panoptic map over its image: colours, borders, and names with scores.

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        segments (ndarray): Shape (height, width), ``class + 1000 * instance``; pixels whose class is not in
            ``classes`` are void and show the image alone.
        classes (Sequence[str]): Names; one that is empty is not written.
        palette (Sequence[Sequence[int]]): Red, green and blue of each class.
        scores (dict[int, float], optional): Score of a segment by its number in ``segments``.

    Returns:
        ndarray: Shape (height, width, 3) times :func:`enlargement`, uint8.
    """
    factor = enlargement(image.shape)
    numbers, places = np.unique(segments, return_inverse=True)
    places = places.reshape(segments.shape)
    colours = _colours(numbers, len(classes), palette)
    places = places.repeat(factor, axis=0).repeat(factor, axis=1)
    drawn = enlarge(image)
    is_void = np.array([colour is None for colour in colours])
    table = np.array([(0, 0, 0) if colour is None else colour for colour in colours], np.uint8)
    opacity = np.where(is_void, 0, OPACITY)[places][..., None].astype(np.float32)
    drawn = drawn * (1 - opacity) + table[places] * opacity
    drawn[_borders(places)] = 255
    return draw_labels(drawn.astype(np.uint8), _labels(numbers, places, table, is_void, classes, scores or {}),
                       size=max(13, min(drawn.shape[:2]) // 45))


def compose(panels):
    """Put pictures of the same size next to each other, or wide ones below each other, each with a title.

    Args:
        panels (dict[str, ndarray]): Pictures of shape (height, width, 3), uint8, by title.

    Returns:
        ndarray: Shape (height, width, 3), uint8.
    """
    titled = []
    for title, picture in panels.items():
        height, width = picture.shape[:2]
        bar = np.broadcast_to(BAR_COLOUR, (max(20, height // 20), width, 3)).astype(np.uint8)
        titled.append(np.vstack([draw_labels(
            bar, [(title, (width // 2, len(bar) // 2), BAR_COLOUR)], size=len(bar) * 2 // 3), picture]))
    is_wide = width > 1.6 * height
    gap = np.full((4, titled[0].shape[1], 3) if is_wide else (len(titled[0]), 4, 3), 255, np.uint8)
    parts = [part for picture in titled for part in (gap, picture)][1:]
    return np.concatenate(parts, axis=0 if is_wide else 1)


def _colours(numbers, num_classes, palette):
    """Return the colour of each segment, None for void."""
    count, colours = defaultdict(int), []
    for number in numbers.tolist():
        label = number % INSTANCE_OFFSET
        colours.append(instance_colour(palette[label], count[label]) if label < num_classes else None)
        count[label] += 1
    return colours


def _borders(places):
    """Return where a segment meets another one, as a line of one or two pixels."""
    borders = np.zeros(places.shape, bool)
    borders[:, 1:] |= places[:, 1:] != places[:, :-1]
    borders[1:] |= places[1:] != places[:-1]
    if min(places.shape) > 900:
        borders = cv2.dilate(borders.astype(np.uint8), np.ones((2, 2), np.uint8)).astype(bool)
    return borders


def _labels(numbers, places, table, is_void, classes, scores):
    """Return texts, places and colours for :func:`draw_labels`, large segments first."""
    areas = np.bincount(places.ravel(), minlength=len(numbers))
    labels = []
    for place in np.argsort(-areas, kind='stable'):
        if is_void[place]:
            continue
        number = int(numbers[place])
        text = classes[number % INSTANCE_OFFSET]
        if not text:
            continue
        if number in scores:
            text += f' {scores[number]:.2f}'
        labels.append((text, interior_point(places == place), table[place]))
    return labels
