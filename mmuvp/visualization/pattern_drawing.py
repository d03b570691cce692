"""What the patches of one pattern have in common."""
import cv2
import numpy as np

ORANGE = 255, 140, 0
# patches on a side of what is shown around a patch
CONTEXT = 5


def draw_pattern(pieces, columns=6):
    """Lay out the places of one pattern as a square of pictures.

    Args:
        pieces (Sequence[tuple[ndarray, tuple[float, float, float, float] | None]]): Of each place an image of shape
            (height, width, 3), uint8, red, green and blue, and left, top, right and bottom of its patch in pixels;
            without a patch, all of the image is shown.
        columns (int): How many pictures stand in a row.

    Returns:
        ndarray: Shape (height, width, 3), uint8: pictures of 80 pixels with white lines between them; each shows a
        context of 5 x 5 patches, with the patch itself framed in orange.

    Raises:
        ValueError: If there is no piece.
    """
    if not pieces:
        raise ValueError('a pattern without places cannot be drawn')
    tiles = [_tile(image, box) for image, box in pieces]
    blank = np.full_like(tiles[0], 255)
    tiles += [blank] * (-len(tiles) % columns)
    rows = [np.concatenate(tiles[start:start + columns], axis=1) for start in range(0, len(tiles), columns)]
    return np.concatenate(rows)


def _tile(image, box, side=80):
    if box is None:
        tile = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    else:
        tile = _context(image, box, side)
        edge = side // CONTEXT
        start = edge * (CONTEXT // 2)
        cv2.rectangle(tile, (start, start), (start + edge, start + edge), ORANGE, 1)
    return cv2.copyMakeBorder(tile, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255, 255, 255))


def _context(image, box, side):
    """The surroundings of a box, CONTEXT times as wide and high, grey beyond the image."""
    left, top, right, bottom = box
    scale = side / CONTEXT / np.array([right - left, bottom - top])
    middle = np.array([left + right, top + bottom]) / 2 - 0.5
    matrix = np.array([[scale[0], 0, (side - 1) / 2 - scale[0] * middle[0]],
                       [0, scale[1], (side - 1) / 2 - scale[1] * middle[1]]])
    return cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
                          borderValue=(128, 128, 128))
