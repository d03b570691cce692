"""Classifiers of many learning rates at once against one training for each."""
import pytest
import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from torch import nn

from mmuvp.models.heads import LinearSweepHead
from mmuvp.models.heads.linear_sweep_head import RATES


def batch(seed):
    generator = torch.Generator().manual_seed(seed)
    features, labels = torch.randn(6, 5, generator=generator), torch.randint(3, (6, ), generator=generator)
    return features, labels, [DataSample().set_gt_label(label) for label in labels]


def test_published_rates():
    assert len(RATES) == 45
    assert (min(RATES), max(RATES)) == (1e-4, 9)
    assert RATES[10] == 2e-3
    assert 0.0003 in RATES  # as a user writes it


def test_as_if_trained_one_by_one():
    rates = (0.03, 0.5, 4)
    head = LinearSweepHead(3, 5, rates)
    alone = []
    for weight, rate in zip(head.weight.detach(), rates, strict=True):
        layer = nn.Linear(5, 3)
        layer.weight.data, layer.bias.data = weight.clone(), torch.zeros(3)
        alone.append((layer, torch.optim.SGD(layer.parameters(), lr=2 * rate, momentum=0.9)))
    optimizer = torch.optim.SGD(head.parameters(), lr=2, momentum=0.9)
    for step in range(5):
        features, labels, samples = batch(step)
        losses = head.loss((features, ), samples)
        optimizer.zero_grad()
        losses['loss'].backward()
        optimizer.step()
        expected = []
        for layer, own in alone:
            own.zero_grad()
            loss = F.cross_entropy(layer(features), labels)
            loss.backward()
            own.step()
            expected.append(loss.item())
        assert losses['best_cross_entropy'].item() == pytest.approx(min(expected), rel=1e-4)
    for index, (layer, _) in enumerate(alone):
        torch.testing.assert_close(head.weight[index], layer.weight, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(head.bias[index], layer.bias, rtol=1e-4, atol=1e-5)


def test_scores_of_all_and_of_one():
    head, alone = LinearSweepHead(3, 5, (0.1, 1.0)), LinearSweepHead(3, 5, (0.1, 1.0), predict_rate=1.0)
    alone.load_state_dict(head.state_dict())
    features, _, samples = batch(0)
    everything = head.predict((features, ), samples)
    assert everything[0] is samples[0]
    expected = features @ head.weight[1].T + head.bias[1]
    torch.testing.assert_close(torch.stack([sample.sweep_scores[1] for sample in everything]), expected)
    for sample, logits in zip(alone.predict((features, )), expected, strict=True):
        torch.testing.assert_close(sample.pred_score, logits.softmax(dim=0))
        assert sample.pred_label.item() == logits.argmax().item()


def test_half_precision():
    head, (features, _, samples) = LinearSweepHead(3, 5), batch(0)
    with torch.autocast('cpu', torch.bfloat16):
        losses = head.loss((features, ), samples)
    assert losses['loss'].dtype == torch.float
    torch.testing.assert_close(losses['loss'], head.loss((features, ), samples)['loss'], rtol=1e-2, atol=0)


@pytest.mark.parametrize(('options', 'message'), [
    (dict(rates=()), 'rates must be above 0'), (dict(rates=(0.1, 0)), 'rates must be above 0'),
    (dict(predict_rate=0.15), 'predict_rate must be one of .*, not 0.15')])
def test_rates_that_do_not_fit(options, message):
    with pytest.raises(ValueError, match=message):
        LinearSweepHead(3, 5, **options)
