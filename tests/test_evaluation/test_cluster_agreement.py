"""Agreement of clusters and classes against counts of all pairs and all matchings."""
from itertools import combinations, permutations

import numpy as np
import pytest
import torch
from scipy.stats import entropy

from mmuvp.evaluation import ClusterAgreement
from mmuvp.evaluation.clustering import (
    adjusted_rand_index,
    clustering_accuracy,
    contingency,
    fowlkes_mallows_index,
    normalised_mutual_information,
)

CLUSTERS = np.array([0, 0, 1, 1, 3, 3, 3, 0, 1, 0, 3, 1])
CLASSES = np.array([2, 2, 0, 0, 1, 1, 0, 2, 2, 1, 1, 0])
TABLE = contingency(CLUSTERS, CLASSES)


def pairs():
    """For each pair of images whether it is of one cluster, and whether of one class."""
    index = combinations(range(len(CLUSTERS)), 2)
    return np.array([(CLUSTERS[i] == CLUSTERS[j], CLASSES[i] == CLASSES[j]) for i, j in index]).T


def test_contingency():
    assert TABLE.shape == (4, 3)
    assert TABLE[3].tolist() == [1, 3, 0]
    assert TABLE[2].sum() == 0


def test_accuracy_is_that_of_the_best_matching():
    best = max(sum(CLASSES[i] == mapping[CLUSTERS[i]] for i in range(12)) for mapping in permutations([0, 1, 2, 9]))
    assert clustering_accuracy(TABLE) == pytest.approx(best / 12)


def test_pairs():
    together, same = pairs()
    precision, recall = (together & same).sum() / together.sum(), (together & same).sum() / same.sum()
    assert fowlkes_mallows_index(TABLE) == pytest.approx(np.sqrt(precision * recall))
    rand = (together == same).mean()
    expected = together.mean() * same.mean() + (1 - together.mean()) * (1 - same.mean())
    assert adjusted_rand_index(TABLE) == pytest.approx((rand - expected) / (1 - expected))


def test_mutual_information():
    conditional = sum(row.sum() / 12 * entropy(row) for row in TABLE if row.sum())
    classes, clusters = entropy(TABLE.sum(axis=0)), entropy(TABLE.sum(axis=1))
    expected = (classes - conditional) / ((classes + clusters) / 2)
    assert normalised_mutual_information(TABLE) == pytest.approx(expected)


@pytest.mark.parametrize(('clusters', 'classes', 'expected'), [
    ([0, 0, 1, 2], [5, 5, 3, 0], (1, 1, 1, 1)),
    ([0, 0, 0, 0], [1, 1, 1, 1], (1, 1, 1, 1)),
    ([0, 1, 2, 3], [0, 0, 1, 1], (0.5, 0, 2 / 3, 0)),
    ([0, 0, 0, 0], [0, 0, 1, 1], (0.5, 0, 0, np.sqrt(1 / 3)))])
def test_extremes(clusters, classes, expected):
    table = contingency(clusters, classes)
    scores = (clustering_accuracy(table), adjusted_rand_index(table), normalised_mutual_information(table),
              fowlkes_mallows_index(table))
    assert scores == pytest.approx(expected)


def test_metric():
    metric = ClusterAgreement()
    samples = [dict(features=torch.eye(4)[cluster], gt_label=torch.tensor([label])) for cluster, label in
               zip(CLUSTERS, CLASSES, strict=True)]
    metric.process(None, samples[:5])
    metric.process(None, samples[5:])
    assert metric.evaluate(12) == pytest.approx({
        'clusters/acc': 100 * clustering_accuracy(TABLE), 'clusters/ari': 100 * adjusted_rand_index(TABLE),
        'clusters/nmi': 100 * normalised_mutual_information(TABLE), 'clusters/fmi': 100 * fowlkes_mallows_index(TABLE)})


def test_predictions_in_the_place_of_features():
    with pytest.raises(ValueError, match='mmuvp.FrozenFeatureTestLoop'):
        ClusterAgreement().process(None, [dict(gt_label=torch.tensor([0]))])
