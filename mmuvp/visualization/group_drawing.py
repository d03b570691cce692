"""Groups of pixels drawn over their image, stage by stage."""
import cv2
import numpy as np

from .colours import default_palette
from .labels import draw_labels, interior_point
from .panoptic_drawing import compose, enlarge

OPACITY = 0.6
EDGE_COLOUR = 255, 255, 255


def draw_groups(image, stages, names=None):
    """Draw an image, the groups of each stage, and where there are names the groups of the last one with them.

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        stages (list[ndarray]): For each stage the number of the group of each pixel, (height, width), integers.
        names (dict[int, str], optional): Names of groups of the last stage by their number; groups with one name have
            one colour, and those without are left as they are.

    Returns:
        ndarray: A panel for the image, for each stage and for the names, in one picture, uint8; small images come
        enlarged.

    Raises:
        ValueError: If a map has another size than the image.
    """
    picture = enlarge(image)
    panels = {'image': picture}
    for number, groups in enumerate(stages, 1):
        if groups.shape != image.shape[:2]:
            raise ValueError(f'stage {number} has groups of shape {groups.shape}, but the image measures '
                             f'{image.shape[:2]} (height, width)')
        panels[f'stage {number}: {len(np.unique(groups))} groups'] = _paint(picture, _enlarge(groups, picture))
    if names is not None:
        panels['named'] = _paint_names(picture, _enlarge(stages[-1], picture), names)
    return compose(panels)


def _enlarge(groups, picture):
    return cv2.resize(groups.astype(np.int32).astype(np.float32), picture.shape[1::-1],
                      interpolation=cv2.INTER_NEAREST).astype(np.int64)


def _paint(picture, groups):
    """Lay a colour over each group, and white lines between them."""
    colours = np.array(default_palette(int(groups.max()) + 1))
    return _outline((picture * (1 - OPACITY) + colours[groups] * OPACITY).astype(np.uint8), groups)


def _paint_names(picture, groups, names):
    """As :func:`_paint`, by names, which are written where a name has its widest place."""
    words = sorted(set(names.values()))
    index = np.full(int(groups.max()) + 1, -1)
    for group, name in names.items():
        if group < len(index):
            index[group] = words.index(name)
    named = index[groups]
    colours = np.array(default_palette(max(len(words), 1)))
    painted = np.where((named >= 0)[..., None], picture * (1 - OPACITY) + colours[named] * OPACITY, picture)
    labels = [(words[word], interior_point(named == word), colours[word])
              for word in np.unique(named).tolist() if word >= 0]
    return draw_labels(_outline(painted.astype(np.uint8), named), labels, max(12, min(picture.shape[:2]) // 30))


def _outline(painted, groups):
    edge = np.zeros(groups.shape, bool)
    edge[:, 1:] |= groups[:, 1:] != groups[:, :-1]
    edge[1:] |= groups[1:] != groups[:-1]
    painted[edge] = EDGE_COLOUR
    return painted
