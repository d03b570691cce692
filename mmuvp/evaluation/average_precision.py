"""Area under the precision-recall curve."""
import numpy as np


def average_precision(positive, score):
    """Area under the precision-recall curve, as steps: the sum of precision times the gain in recall.

    Examples of equal score enter the curve together, as in scikit-learn's `average_precision_score`.

    Args:
        positive (ndarray): (N, ), which examples are to be found.
        score (ndarray): (N, ), high where they are thought to be.

    Returns:
        float: In (0, 1].

    Raises:
        ValueError: If no example is positive, or a score is not a number.
    """
    positive, score = np.asarray(positive, bool), np.asarray(score, float)
    if not positive.any():
        raise ValueError('no example is positive, so there is no recall')
    if np.isnan(score).any():
        raise ValueError('a score is not a number')
    order = (-score).argsort(kind='stable')
    score, found = score[order], positive[order].cumsum()
    last = np.flatnonzero(np.append(np.diff(score) != 0, True))  # of each group of equal scores
    precision = found[last] / (last + 1)
    gain = np.diff(found[last], prepend=0) / found[-1]
    return float((precision * gain).sum())
