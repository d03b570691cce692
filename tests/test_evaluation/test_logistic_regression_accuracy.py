"""Logistic regression against a general solver in double precision."""
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.optimize import minimize
from scipy.special import log_softmax

from mmuvp.evaluation import LogisticRegressionAccuracy


def make(count, seed=0):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(3, (count, ), generator=generator)
    return torch.randn(count, 4, generator=generator) + 2 * F.one_hot(labels, 4), labels


def literal_weights(features, labels, penalty):
    """What a solver that knows nothing of gradients finds."""
    features, labels = features.double().numpy(), labels.numpy()

    def objective(weights):
        scores = log_softmax(features @ weights.reshape(3, 4).T, axis=1)
        return -scores[np.arange(len(labels)), labels].sum() + penalty / 2 * (weights ** 2).sum()
    return minimize(objective, np.zeros(12), options=dict(gtol=1e-6)).x.reshape(3, 4)


def test_metric():
    features, labels = make(40)
    queries, truth = make(25, 1)
    metric = LogisticRegressionAccuracy(penalties=(0.1, 30))
    metric.fit(features, labels)
    expected = []
    for penalty, classifier in zip((0.1, 30), metric.classifiers, strict=True):
        weights = literal_weights(F.normalize(features), labels, penalty)
        np.testing.assert_allclose(classifier.coef_, weights, rtol=1e-2, atol=5e-3)
        expected.append(100 * ((queries.numpy() @ weights.T).argmax(axis=1) == truth.numpy()).mean())
    metric.process(None, [dict(features=query, gt_label=label[None]) for query, label in
                          zip(queries, truth, strict=True)])
    assert metric.evaluate(25) == pytest.approx({
        'logistic_regression/top1_0.1': expected[0], 'logistic_regression/top1_30': expected[1],
        'logistic_regression/top1': max(expected)})
    assert metric.classifiers is None


def test_gradients_that_are_small_from_the_start():
    """With many classes and features of length 1 that differ a little."""
    features = 1 + 0.01 * torch.randn(100, 64, generator=torch.Generator().manual_seed(0))
    metric = LogisticRegressionAccuracy(penalties=(0.01, ))
    metric.fit(features, torch.arange(100))
    assert metric.judge(F.normalize(features), torch.arange(100)).all()


def test_what_does_not_fit():
    with pytest.raises(ValueError, match='penalties must be above 0, got 0'):
        LogisticRegressionAccuracy(penalties=(1, 0))
    with pytest.raises(ValueError, match='one label each'):
        LogisticRegressionAccuracy().fit(torch.randn(4, 2), torch.ones(4, 3))
