"""Support vector machines on features of several labels."""
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.svm import LinearSVC

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


def objective(weights, bias, features, targets, cost):
    """What a machine minimises, from its definition."""
    total = (weights.square().sum() + bias ** 2) / 2
    for x, y in zip(features, targets.tolist(), strict=True):
        if y >= 0:
            error = max(0, 1 - (2 * y - 1) * float(weights @ x + bias))
            total += cost * (2 if y else 1) * error ** 2
    return float(total)


@pytest.mark.parametrize('cost', [0.01, 10])
def test_nothing_is_better_nearby(cost, data):
    features, targets = data
    targets = targets.clone()
    targets[::7] = -1
    metric = LinearSVMPrecision(costs=(cost, ))
    metric.fit(features, targets)
    unit, generator = F.normalize(features), torch.Generator().manual_seed(0)
    for machine, target in zip(metric.machines, targets.T, strict=True):
        weights, bias = torch.from_numpy(machine.coef_[0]), float(machine.intercept_[0])
        least = objective(weights, bias, unit, target, cost)
        for _ in range(20):
            step = 1e-2 * torch.randn(DIMS + 1, generator=generator, dtype=torch.float64)
            assert objective(weights + step[1:], bias + float(step[0]), unit, target, cost) > least


def test_the_metric_chooses_a_cost_for_each_label(data):
    features, targets = data
    metric = LinearSVMPrecision(costs=(0.01, 1, 100))
    metric.fit(features, targets)
    unit, targets = F.normalize(features).numpy(), targets.numpy()
    held_out = np.arange(IMAGES) % 4 == 0

    def machine(cost, images, label):
        return LinearSVC(C=cost, class_weight={0: 1, 1: 2}, dual=False).fit(unit[images], targets[images, label])
    for label in range(LABELS):
        precision = {cost: average_precision(
            targets[held_out, label], machine(cost, ~held_out, label).decision_function(unit[held_out]))
            for cost in (0.01, 1, 100)}
        best = machine(max(precision, key=precision.get), slice(None), label)
        np.testing.assert_allclose(metric.machines[label].coef_, best.coef_)


def test_scores_of_a_test_leave_out_what_does_not_count(data):
    features, targets = data
    metric = LinearSVMPrecision(costs=(1, ))
    metric.fit(features[:40], targets[:40])
    truth = targets[40:].clone()
    truth[3:6] = -1
    batches = [metric.judge(features[40:50], truth[:10]), metric.judge(features[50:], truth[10:])]
    found = metric.compute_metrics([entry for batch in batches for entry in batch])
    unit = F.normalize(features[40:]).numpy()
    scores = [machine.coef_[0] @ unit.T + machine.intercept_ for machine in metric.machines]
    counts = [0, 1, 2, *range(6, 20)]
    expected = [average_precision(truth[counts, label], scores[label][counts]) for label in range(LABELS)]
    assert found['mAP'] == pytest.approx(100 * np.mean(expected))
    assert found['mAP'] > 60
    assert 0 < found['mAP_11points'] <= 100
    metric.forget()
    assert metric.machines is None


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
    with pytest.raises(ValueError, match='costs must be above 0, got 0'):
        LinearSVMPrecision(costs=(1, 0))
