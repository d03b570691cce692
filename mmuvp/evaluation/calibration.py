"""How well a classifier's confidence forecasts whether it is right."""
import numpy as np


def rms_calibration_error(confidence, correct, bin_size=100):
    """Root mean square, over images, of confidence less accuracy within bins of images of like confidence.

    The bins are adaptive: each holds `bin_size` images, in the order of confidence, and the last one what remains too
    (Hendrycks et al., Natural Adversarial Examples, 2021, section 4; bins as in Nguyen and O'Connor, 2015).

    Args:
        confidence (ndarray): (N, ), in [0, 1].
        correct (ndarray): (N, ), whether the class is right.
        bin_size (int): Images in a bin.

    Returns:
        float: In [0, 1].

    Raises:
        ValueError: If there is no image.
    """
    confidence, correct = _sorted(confidence, correct)
    starts = np.arange(max(1, len(confidence) // bin_size)) * bin_size
    counts = np.diff([*starts, len(confidence)])
    gaps = np.add.reduceat(confidence - correct, starts) / counts
    return float(np.sqrt((gaps ** 2 * counts).sum() / len(confidence)))


def aurra(confidence, correct):
    """Area under the response rate accuracy curve.

    The curve tells the accuracy where only the most confident share of images is answered (Hendrycks et al., 2021,
    section 4); of images of equal confidence it takes the mean of all orders.

    Args:
        confidence (ndarray): (N, ).
        correct (ndarray): (N, ), whether the class is right.

    Returns:
        float: In [0, 1].

    Raises:
        ValueError: If there is no image.
    """
    confidence, correct = _sorted(confidence, correct)
    _, groups, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    correct = (np.bincount(groups, correct) / counts)[groups][::-1]
    return float((correct.cumsum() / np.arange(1, len(correct) + 1)).mean())


def _sorted(confidence, correct):
    """Return both in double precision and in the order of confidence."""
    confidence, correct = np.asarray(confidence, float), np.asarray(correct, float)
    if len(confidence) == 0:
        raise ValueError('there is no image to measure confidence on')
    order = confidence.argsort(kind='stable')
    return confidence[order], correct[order]
