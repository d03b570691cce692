"""Votes of nearest neighbours against a plain loop over all images."""
import pytest
import torch
from frozen_models import literal_knn_accuracy

from mmuvp.evaluation import KNNAccuracy
from mmuvp.evaluation import knn_accuracy as knn


def make(count, seed, classes=7):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 5, generator=generator), torch.randint(classes, (count, ), generator=generator)


def score(metric, reference, labels, queries, truth, batch=4):
    metric.fit(reference, labels)
    for start in range(0, len(queries), batch):
        samples = [dict(features=feature, gt_label=label[None]) for feature, label in
                   zip(queries[start:start + batch], truth[start:start + batch], strict=True)]
        metric.process(None, samples)
    return metric.evaluate(len(queries))


@pytest.mark.parametrize('chunk', [7, 65536])
def test_against_plain_loops(monkeypatch, chunk):
    monkeypatch.setattr(knn, 'CHUNK', chunk)
    reference, queries = make(40, 0), make(11, 1)
    scores = score(KNNAccuracy(k=(10, 3), topk=(1, 2), temperature=0.2), *reference, *queries)
    for k in (3, 10):
        for top in (1, 2):
            expected = literal_knn_accuracy(*reference, *queries, k, top, 0.2)
            assert scores[f'knn/top{top}_k{k}'] == pytest.approx(expected)
    assert scores['knn/top1'] == max(scores['knn/top1_k3'], scores['knn/top1_k10'])
    assert len(scores) == 6


def test_copies_find_themselves():
    features, labels = make(30, 0)
    scores = score(KNNAccuracy(k=(1, ), topk=(1, )), features, labels, 3 * features, labels)
    assert scores == {'knn/top1': 100, 'knn/top1_k1': 100}


def test_a_class_without_votes_is_no_prediction():
    features = torch.eye(3)
    scores = score(KNNAccuracy(k=(1, ), topk=(1, 3)), features, torch.arange(3), features, torch.tensor([1, 2, 0]))
    assert scores['knn/top3'] == 0


def test_memory_is_given_back():
    metric = KNNAccuracy(k=(1, ), topk=(1, ))
    score(metric, *make(5, 0), *make(2, 0))
    assert metric.reference is None


@pytest.mark.parametrize(('options', 'count', 'message'), [
    (dict(k=(10, 20)), 15, 'k is 20, but the reference set has 15 images'),
    (dict(k=(2, ), topk=(9, )), 15, 'topk is 9, but the reference set has'),
    (dict(temperature=0), 15, 'temperature must be above 0, got 0')])
def test_what_does_not_fit(options, count, message):
    with pytest.raises(ValueError, match=message):
        KNNAccuracy(**options).fit(*make(count, 0))


def test_several_labels():
    with pytest.raises(ValueError, match='one label each'):
        KNNAccuracy(k=(1, )).fit(torch.randn(4, 2), torch.ones(4, 3))


def test_predictions_in_the_place_of_features():
    with pytest.raises(ValueError, match='mmuvp.FrozenFeatureValLoop'):
        KNNAccuracy().process(None, [dict(pred_score=torch.ones(3))])
