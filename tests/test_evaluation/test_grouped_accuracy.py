import json

import pytest
import torch
from mmengine.evaluator import Evaluator
from mmpretrain.structures import DataSample

from mmuvp.evaluation import GroupedAccuracy


def sample(group, predicted, truth):
    scores = torch.full((4, ), 0.1)
    scores[predicted] = 0.7
    return DataSample(metainfo=dict(group=group)).set_pred_score(scores).set_gt_label(truth)


def score(metric, samples):
    evaluator = Evaluator(metric)
    evaluator.process(samples)
    return evaluator.evaluate(len(samples))


def test_the_mean_is_over_groups():
    samples = [sample('fog', 1, 1), sample('fog', 1, 0), sample('snow', 2, 2), sample('fog', 0, 0), sample('fog', 3, 3)]
    assert score(GroupedAccuracy(), samples) == {
        'accuracy/fog': 75.0, 'accuracy/snow': 100.0, 'accuracy/mean': 87.5, 'accuracy/mean_error': 12.5}


def test_classes_are_mapped(tmp_path):
    (tmp_path / 'map.json').write_text(json.dumps({'0': 1, '1': 0, '2': 1, '3': -1}))
    samples = [sample('only_fg', 0, 1), sample('only_fg', 2, 1), sample('only_fg', 1, 1), sample('only_fg', 3, 0)]
    assert score(GroupedAccuracy(str(tmp_path / 'map.json')), samples)['accuracy/only_fg'] == 50.0


def test_mistakes(tmp_path):
    with pytest.raises(ValueError, match='samples have no group: let the meta_keys'):
        score(GroupedAccuracy(), [DataSample().set_pred_score(torch.rand(4)).set_gt_label(1)])
    with pytest.raises(FileNotFoundError, match='none.json'):
        GroupedAccuracy(str(tmp_path / 'none.json'))
    (tmp_path / 'map.json').write_text('{"0": 1}')
    with pytest.raises(ValueError, match='says nothing of class 3'):
        score(GroupedAccuracy(str(tmp_path / 'map.json')), [sample('only_fg', 3, 0)])
