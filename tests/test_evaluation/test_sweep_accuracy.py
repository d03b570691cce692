"""Accuracy of the best of many classifiers against one by one."""
import pytest
import torch
from mmpretrain.evaluation import Accuracy

from mmuvp.evaluation import SweepAccuracy

RATES = torch.tensor([0.1, 0.5, 2])


def test_best_of_all():
    scores, labels = torch.randn(20, 3, 6), torch.randint(6, (20, ))
    metric = SweepAccuracy(topk=(1, 2))
    for part in range(0, 20, 7):
        metric.process(None, [dict(sweep_scores=score, sweep_rates=RATES, gt_label=label[None]) for score, label in
                              zip(scores[part:part + 7], labels[part:part + 7], strict=True)])
    result = metric.evaluate(20)
    each = [[Accuracy.calculate(scores[:, index], labels, topk=(1, 2))[k][0].item() for k in (0, 1)]
            for index in range(3)]
    best = max(range(3), key=lambda index: each[index][0])
    assert result == pytest.approx({
        'accuracy/top1': each[best][0], 'accuracy/top2': each[best][1], 'accuracy/rate': RATES[best].item()})


def test_a_classifier_that_diverged_is_not_the_best():
    scores = torch.eye(4)[:, None].repeat(1, 3, 1)
    scores[2:, 0] *= -1  # right twice
    scores[:, 1:] = torch.nan
    metric = SweepAccuracy(topk=(1, ))
    metric.process(None, [dict(sweep_scores=score, sweep_rates=RATES, gt_label=torch.tensor([label]))
                          for label, score in enumerate(scores)])
    assert metric.evaluate(4) == pytest.approx({'accuracy/top1': 50, 'accuracy/rate': 0.1})


def test_predictions_of_one_classifier():
    with pytest.raises(ValueError, match='mmuvp.LinearSweepHead without predict_rate'):
        SweepAccuracy().process(None, [dict(pred_score=torch.ones(3))])
