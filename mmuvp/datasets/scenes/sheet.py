"""A contact sheet: what scenes look like at a glance."""
import textwrap

import cv2
import numpy as np

from .classes import PALETTE
from .description import describe
from .language import caption
from .rendering import render

# Height of a line of text and width of a letter, in pixels.
_LINE, _LETTER = 15, 6.5


def contact_sheet(specs, columns=3, side=192):
    """Draw scenes of several sets: a row a set; each scene beside its segments, over its caption.

    Args:
        specs (list[SceneSpec]): The sets.
        columns (int): Number of scenes of each set.
        side (int): Height to which the pictures are scaled, in pixels.

    Returns:
        np.ndarray: uint8 RGB picture.
    """
    return np.vstack([
        np.hstack([_cell(describe(spec, 'train', index), side) for index in range(columns)]) for spec in specs])


def _cell(scene, side):
    image, ids, segments = render(scene)
    width = round(side * scene.width / scene.height)
    pictures = [cv2.resize(picture, (width, side), interpolation=cv2.INTER_NEAREST)
                for picture in (image, _overlay(image, ids, segments))]
    cell = cv2.copyMakeBorder(np.hstack(pictures), 4, 3 * _LINE + 8, 4, 4, cv2.BORDER_CONSTANT, value=(255, ) * 3)
    lines = textwrap.wrap(caption(scene, segments), width=int(2 * width / _LETTER))
    for place, line in enumerate(lines[:3]):
        cv2.putText(cell, line, (6, side + 4 + _LINE * (place + 1)), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (0, 0, 0), 1,
                    cv2.LINE_AA)
    return cell


def _overlay(image, ids, segments):
    """The image in the colours of its classes, with white borders between segments."""
    colours = np.zeros(image.shape, dtype=np.float64)
    for segment in segments:
        colours[ids == segment['id']] = PALETTE[segment['category_id'] - 1]
    mixed = (0.35 * image + 0.65 * colours).astype(np.uint8)
    mixed[:, 1:][ids[:, 1:] != ids[:, :-1]] = 255
    mixed[1:][ids[1:] != ids[:-1]] = 255
    return mixed
