"""What precision-recall curves come to."""
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
    precision, recall = precision_and_recall(positive, score)
    return float((precision * np.diff(recall, prepend=0)).sum())


def eleven_point_precision(positive, score):
    """Mean of the best precision at recalls of at least 0, 0.1, ... 1, as Pascal VOC counted until 2009.

    Args:
        positive (ndarray): See :func:`average_precision`.
        score (ndarray): See :func:`average_precision`.

    Returns:
        float: In (0, 1].

    Raises:
        ValueError: See :func:`average_precision`.
    """
    precision, recall = precision_and_recall(positive, score)
    return float(np.mean([precision[recall >= tenth / 10].max() for tenth in range(11)]))


def precision_and_recall(positive, score):
    """Precision and recall where the score is at least each of its values, from the highest on.

    Args:
        positive (ndarray): See :func:`average_precision`.
        score (ndarray): See :func:`average_precision`.

    Returns:
        tuple[ndarray, ndarray]: Of as many entries as there are different scores.

    Raises:
        ValueError: See :func:`average_precision`.
    """
    positive, score = np.asarray(positive, bool), np.asarray(score, float)
    if not positive.any():
        raise ValueError('no example is positive, so there is no recall')
    if np.isnan(score).any():
        raise ValueError('a score is not a number')
    order = (-score).argsort(kind='stable')
    score, found = score[order], positive[order].cumsum()
    last = np.flatnonzero(np.append(np.diff(score) != 0, True))  # of each group of equal scores
    return found[last] / (last + 1), found[last] / found[-1]
