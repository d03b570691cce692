"""Agreement of clusters and classes against counts of all pairs and all matchings."""
from itertools import combinations, permutations

import numpy as np
import pytest
import torch
from scipy.stats import entropy

from mmuvp.evaluation import ClusterAgreement

CLUSTERS = np.array([0, 0, 1, 1, 3, 3, 3, 0, 1, 0, 3, 1])
CLASSES = np.array([2, 2, 0, 0, 1, 1, 0, 2, 2, 1, 1, 0])


def pairs():
    """For each pair of images whether it is of one cluster, and whether of one class."""
    index = combinations(range(len(CLUSTERS)), 2)
    return np.array([(CLUSTERS[i] == CLUSTERS[j], CLASSES[i] == CLASSES[j]) for i, j in index]).T


def evaluate(clusters, classes):
    """What the metric says of features that name these clusters, in the order of its keys."""
    metric = ClusterAgreement()
    samples = [dict(features=torch.eye(4)[cluster], gt_label=torch.tensor([label])) for cluster, label in
               zip(clusters, classes, strict=True)]
    metric.process(None, samples[:2])
    metric.process(None, samples[2:])
    scores = metric.evaluate(len(samples))
    return [scores.pop(f'clusters/{key}') / 100 for key in ('acc', 'ari', 'nmi', 'fmi')]


def test_scores():
    accuracy, rand, information, mallows = evaluate(CLUSTERS, CLASSES)
    best = max(sum(CLASSES[i] == mapping[CLUSTERS[i]] for i in range(12)) for mapping in permutations([0, 1, 2, 9]))
    assert accuracy == pytest.approx(best / 12)
    together, same = pairs()
    precision, recall = (together & same).sum() / together.sum(), (together & same).sum() / same.sum()
    assert mallows == pytest.approx(np.sqrt(precision * recall))
    expected = together.mean() * same.mean() + (1 - together.mean()) * (1 - same.mean())
    assert rand == pytest.approx(((together == same).mean() - expected) / (1 - expected))
    counts = [np.bincount(CLASSES[np.equal(CLUSTERS, cluster)]) for cluster in (0, 1, 3)]
    uncertain = [entropy(np.bincount(labels)) for labels in (CLASSES, CLUSTERS)]
    conditional = sum(row.sum() / 12 * entropy(row) for row in counts)
    assert information == pytest.approx((uncertain[0] - conditional) / np.mean(uncertain))


@pytest.mark.parametrize(('clusters', 'classes', 'expected'), [
    ([0, 0, 1, 2], [5, 5, 3, 0], (1, 1, 1, 1)),
    ([0, 0, 0, 0], [1, 1, 1, 1], (1, 1, 1, 1)),
    ([0, 1, 2, 3], [0, 0, 1, 1], (0.5, 0, 2 / 3, 0)),
    ([0, 0, 0, 0], [0, 0, 1, 1], (0.5, 0, 0, np.sqrt(1 / 3)))])
def test_extremes(clusters, classes, expected):
    assert evaluate(clusters, classes) == pytest.approx(expected, abs=1e-12)


def test_predictions_in_the_place_of_features():
    with pytest.raises(ValueError, match='mmuvp.FrozenFeatureTestLoop'):
        ClusterAgreement().process(None, [dict(gt_label=torch.tensor([0]))])
