"""How well clusters that were found without labels agree with classes."""
import numpy as np
from scipy.optimize import linear_sum_assignment


def contingency(clusters, classes):
    """Count how often each cluster meets each class.

    Args:
        clusters (ndarray): Shape (N, ), integers from 0 on.
        classes (ndarray): Likewise.

    Returns:
        ndarray: Shape (number of clusters, number of classes), int64.
    """
    clusters, classes = np.asarray(clusters), np.asarray(classes)
    width = classes.max() + 1
    counts = np.bincount(clusters * width + classes, minlength=(clusters.max() + 1) * width)
    return counts.reshape(-1, width)


def clustering_accuracy(table):
    """Share of images in the right cluster, when each cluster stands for the class that suits all of them best.

    Args:
        table (ndarray): See :func:`contingency`.

    Returns:
        float: From 0 to 1, with the best one-to-one matching of clusters and classes.
    """
    return table[linear_sum_assignment(table, maximize=True)].sum() / table.sum()


def adjusted_rand_index(table):
    """Agreement on pairs of images, less what chance would give.

    Args:
        table (ndarray): See :func:`contingency`.

    Returns:
        float: 1 for the same partition, about 0 for a random one.
    """
    both, in_clusters, in_classes, total = _pairs(table)
    expected = in_clusters * in_classes / total if total else 0.0
    most = (in_clusters + in_classes) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0


def normalised_mutual_information(table):
    """Mutual information over the mean of the entropies of clusters and of classes.

    Args:
        table (ndarray): See :func:`contingency`.

    Returns:
        float: From 0 to 1; 1 if there is one cluster and one class.
    """
    joint = table / table.sum()
    clusters, classes = joint.sum(axis=1), joint.sum(axis=0)
    entropy = (_entropy(clusters) + _entropy(classes)) / 2
    # rounding may leave something below 0
    return max(0.0, 2 * entropy - _entropy(joint)) / entropy if entropy > 0 else 1.0


def fowlkes_mallows_index(table):
    """Geometric mean of precision and recall of pairs of images.

    Args:
        table (ndarray): See :func:`contingency`.

    Returns:
        float: From 0 to 1.
    """
    both, in_clusters, in_classes, _ = _pairs(table)
    return float(np.sqrt(both / in_clusters * both / in_classes)) if both else 0.0


def _pairs(table):
    """Numbers of pairs: of the same cluster and class, of the same cluster, of the same class, and all, as floats."""
    counts = (table, table.sum(axis=1), table.sum(axis=0), table.sum())
    return tuple(float((n * (n - 1.0) / 2).sum()) for n in map(np.asarray, counts))


def _entropy(shares):
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())
