"""Which classes were dropped, against which are there."""
import pytest
import torch

from mmuvp.evaluation import QueryFilter
from mmuvp.registry import METRICS


def score(samples, classes=5, **settings):
    metric = METRICS.build(dict(type='mmuvp.QueryFilter', **settings))
    metric.dataset_meta = dict(classes=[str(number) for number in range(classes)])
    metric.process({}, [dict(kept_classes=torch.tensor(kept, dtype=torch.int64),
                             gt_sem_seg=dict(data=torch.tensor(truth)[None, None])) for truth, kept in samples])
    return metric.evaluate(len(samples))


def test_scores():
    # 2 of 3 shown are kept, 1 of 7 absent ones is kept
    scores = score([([0, 1, 255], [0, 3]), ([2, 2, 2], [2])])
    assert scores == pytest.approx({
        'filter/absent_removed': 100 * 6 / 7, 'filter/recall': 100 * 2 / 3, 'filter/precision': 100 * 2 / 3})


def test_background_is_not_asked_for():
    scores = score([([0, 1], [1])], ignore_labels=[0])
    assert scores == {'filter/absent_removed': 100, 'filter/recall': 100, 'filter/precision': 100}


def test_crumbs_do_not_show_a_class():
    scores = score([([1, 1, 2], [1])], min_pixels=2)
    assert scores['filter/recall'] == 100


def test_nothing_kept_and_nothing_shown():
    assert score([([255, 255], [])]) == {'filter/absent_removed': 100}


def test_other_models_are_refused():
    metric = QueryFilter()
    metric.dataset_meta = dict(classes=['a'])
    with pytest.raises(KeyError, match='kept_classes'):
        metric.process({}, [dict(gt_sem_seg=dict(data=torch.zeros(1, 1, 1)))])


def test_bad_number_of_pixels():
    with pytest.raises(ValueError, match='min_pixels'):
        QueryFilter(min_pixels=0)
