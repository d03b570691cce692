"""Support vector machines on features of several labels."""
import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mmuvp.apis.linear_svm import fit_linear_svm, with_bias
from mmuvp.evaluation import LinearSVMPrecision
from mmuvp.evaluation.average_precision import average_precision, eleven_point_precision

IMAGES, DIMS, LABELS = 60, 5, 3


@pytest.fixture(scope='module')
def data():
    """Features, and labels that a linear rule explains but for some noise."""
    generator = np.random.RandomState(0)
    features = generator.standard_normal((IMAGES, DIMS))
    scores = features @ generator.standard_normal((DIMS, LABELS)) + 0.5 * generator.standard_normal((IMAGES, LABELS))
    return torch.from_numpy(features), torch.from_numpy(scores > 0.5).double()


def objective(weights, features, targets, cost, positive_weight):
    """What liblinear minimises, label by label, from its definition."""
    total = 0
    for w, t in zip(weights, targets.T, strict=True):
        total += w.square().sum() / 2
        for x, y in zip(with_bias(features), t.tolist(), strict=True):
            if y >= 0:
                error = max(0, 1 - (2 * y - 1) * float(w @ x))
                total += cost * (positive_weight if y else 1) * error ** 2
    return float(total)


@pytest.mark.parametrize(('cost', 'expected'), [
    (0.1, [[-0.665632, -0.496627, -0.685199, -0.109006, -0.526356, -0.094146],
           [0.87307, 0.231171, -0.633964, -0.120314, -0.309761, -0.028977],
           [-0.042998, -0.423673, 0.525417, 0.633582, -0.229322, -0.299286]]),
    (10, [[-1.981528, -0.998522, -1.740657, -0.023639, -1.693333, -0.455994],
          [2.91341, 0.735248, -2.378406, -0.419123, -1.210134, -0.171611],
          [-0.055553, -0.60583, 0.816605, 0.943851, -0.379155, -0.447876]])])
def test_weights_of_scikit_learn(cost, expected, data):
    """Figures of `sklearn.svm.LinearSVC(class_weight={1: 2, 0: 1}, dual=False, tol=1e-12)`, version 1.9.1."""
    found = fit_linear_svm(*data, cost, positive_weight=2)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float64), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize('cost', [0.01, 10])
def test_nothing_is_better_nearby(cost, data):
    features, targets = data
    targets = targets.clone()
    targets[::7] = -1
    best = fit_linear_svm(features, targets, cost, positive_weight=2)
    least = objective(best, features, targets, cost, 2)
    for _ in range(20):
        assert objective(best + 1e-3 * torch.randn_like(best), features, targets, cost, 2) > least


def test_images_that_do_not_count_change_nothing(data):
    features, targets = data
    doubtful = torch.full_like(targets[:5], -1)
    more = fit_linear_svm(torch.cat([features, 9 * features[:5]]), torch.cat([targets, doubtful]), 1.)
    torch.testing.assert_close(more, fit_linear_svm(features, targets, 1.), rtol=1e-4, atol=1e-5)


def test_the_metric_chooses_a_cost_for_each_label(data):
    features, targets = data
    metric = LinearSVMPrecision(costs=(0.01, 1, 100))
    metric.fit(features.float(), targets)
    unit = F.normalize(features.float())
    held_out = torch.arange(IMAGES) % 4 == 0
    for label in range(LABELS):
        precision = {}
        for cost in (0.01, 1, 100):
            weights = fit_linear_svm(unit[~held_out], targets[~held_out], cost, 2)
            scores = with_bias(unit[held_out]) @ weights.T
            precision[cost] = average_precision(targets[held_out, label], scores[:, label])
        best = max(precision, key=precision.get)
        torch.testing.assert_close(metric.weights[label], fit_linear_svm(unit, targets, best, 2)[label])


def test_scores_of_a_test_leave_out_what_does_not_count(data):
    features, targets = data
    metric = LinearSVMPrecision(costs=(1, ))
    metric.fit(features[:40], targets[:40])
    truth = targets[40:].clone()
    truth[3:6] = -1
    batches = [metric.judge(features[40:50], truth[:10]), metric.judge(features[50:], truth[10:])]
    found = metric.compute_metrics([entry for batch in batches for entry in batch])
    scores = with_bias(F.normalize(features[40:])) @ metric.weights.T
    counts = [0, 1, 2, *range(6, 20)]
    expected = [average_precision(truth[counts, label], scores[counts, label]) for label in range(LABELS)]
    assert found['mAP'] == pytest.approx(100 * np.mean(expected))
    assert found['mAP'] > 60
    assert 0 < found['mAP_11points'] <= 100
    metric.forget()
    assert metric.weights is None


def test_eleven_points():
    # precision 1 up to a recall of 1/2, then 2/3
    assert eleven_point_precision([1, 0, 1], [3, 2, 1]) == pytest.approx((6 * 1 + 5 * 2 / 3) / 11)
    assert eleven_point_precision([0, 1], [1, 1]) == pytest.approx(0.5)


@pytest.mark.parametrize(('labels', 'message'), [
    (torch.zeros(8), 'a score for each label'), (torch.zeros(8, 2), r'labels \[0, 1\] have none among the held-out'),
    (torch.eye(8)[:, :1], r'labels \[0\] have none among the others')])
def test_bad_labels(labels, message):
    with pytest.raises(ValueError, match=message):
        LinearSVMPrecision().fit(torch.rand(8, 3), labels)


def test_bad_cost():
    with pytest.raises(ValueError, match='cost must be above 0, got 0'):
        fit_linear_svm(torch.rand(4, 3), torch.eye(4), 0)
