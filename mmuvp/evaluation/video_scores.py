"""How well masks of objects in videos fit: the two measures of DAVIS."""
import cv2
import numpy as np

# of the image's diagonal: how far from the true contour one may be
TOLERANCE = 0.008


def region_similarity(mask, truth):
    """Jaccard index of two masks, J.

    Args:
        mask (ndarray): Shape (height, width), booleans.
        truth (ndarray): Likewise.

    Returns:
        float: From 0 to 1; 1 if both are empty.
    """
    union = (mask | truth).sum()
    return float((mask & truth).sum() / union) if union else 1.0


def contour_accuracy(mask, truth):
    """F score of the contours of two masks, F, which may differ by 0.8 % of the diagonal, rounded up.

    Args:
        mask (ndarray): Shape (height, width), booleans.
        truth (ndarray): Likewise.

    Returns:
        float: From 0 to 1; 1 if neither has a contour, 0 if one alone has.
    """
    contours = _contour(mask), _contour(truth)
    lengths = [contour.sum() for contour in contours]
    if not all(lengths):
        return float(not any(lengths))
    reach = _disk(int(np.ceil(TOLERANCE * np.hypot(*mask.shape))))
    near = [cv2.dilate(contour.astype(np.uint8), reach).astype(bool) for contour in contours]
    precision, recall = (contours[0] & near[1]).sum() / lengths[0], (contours[1] & near[0]).sum() / lengths[1]
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def score_object(masks, truths):
    """Score the masks of one object, averaged over frames.

    Args:
        masks (Sequence[ndarray]): Of each frame, (height, width), booleans.
        truths (Sequence[ndarray]): Likewise.

    Returns:
        tuple[float, float]: J and F from 0 to 1.
    """
    pairs = list(zip(masks, truths, strict=True))
    return tuple(float(np.mean([score(*pair) for pair in pairs])) for score in (region_similarity, contour_accuracy))


def score_sequence(masks, truths, objects):
    """Score the objects of a video, whose first frame is given and whose last one does not count.

    Args:
        masks (Sequence[ndarray]): Of all frames, numbers of objects, (height, width), 0 for the background.
        truths (Sequence[ndarray]): Likewise.
        objects (Sequence[int]): Numbers of the objects.

    Returns:
        ndarray: Shape (objects, 2): mean J and mean F of each, from 0 to 1.

    Raises:
        ValueError: If the video has fewer than three frames.
    """
    if len(truths) < 3:
        raise ValueError(f'a video needs three frames, for the first and the last do not count; got {len(truths)}')
    if len(masks) != len(truths):
        raise ValueError(f'{len(masks)} masks cannot be those of {len(truths)} frames')
    return np.array([score_object(*([frame == number for frame in frames[1:-1]] for frames in (masks, truths)))
                     for number in objects])


def _contour(mask):
    """Pixels that differ from their right, lower or lower right neighbour."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode='edge')
    return (mask != padded[:-1, 1:]) | (mask != padded[1:, :-1]) | (mask != padded[1:, 1:])


def _disk(radius):
    offsets = np.arange(-radius, radius + 1)
    return (offsets[:, None] ** 2 + offsets ** 2 <= radius ** 2).astype(np.uint8)
