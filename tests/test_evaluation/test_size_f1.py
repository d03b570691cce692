"""F1 by size against hand-made counts, and the stock metric against the paper's rules."""
import pytest
import torch
from mmpretrain.evaluation import MultiLabelMetric

from mmuvp.evaluation import SizeF1

SIZES = ('small', 'large')


def sample(scores, *sizes):
    """What a model says of an image, and by size the labels of the image."""
    truth = torch.tensor(sizes, dtype=torch.float)
    return dict(pred_score=torch.tensor(scores), gt_score=truth.amax(dim=0), gt_size_score=truth)


def evaluate(metric, samples):
    metric.process(None, samples)
    return metric.evaluate(len(samples))


def test_hand_made_counts():
    samples = [
        sample([0.9, 0.9, 0.1], [1, 0, 0], [0, 0, 1]),  # finds small 0, misses large 2, is wrong about 1
        sample([0.5, 0.1, 0.2], [0, 1, 0], [1, 1, 0]),  # finds large 0, misses small and large 1
    ]
    scores = evaluate(SizeF1(SIZES), samples)
    # small: class 0 found once, class 1 missed once and wrong once; large: class 0 found once, 1 and 2 missed
    assert scores == pytest.approx({
        'size/small_f1_class': 100 / 3, 'size/small_f1_overall': 100 * 2 / (2 + 1 + 1),
        'size/large_f1_class': 100 / 3, 'size/large_f1_overall': 100 * 2 / (2 + 2 + 1)})


def test_what_is_there_at_another_size_is_not_wrong():
    scores = evaluate(SizeF1(SIZES), [sample([0.9], [0], [1]), sample([0.9], [1], [0])])
    assert set(scores.values()) == {100}


@pytest.mark.parametrize(('average', 'suffix'), [('macro', ''), ('micro', '_micro')])
def test_with_a_single_size_it_is_the_stock_metric(average, suffix):
    generator = torch.Generator().manual_seed(0)
    truth = (torch.rand(50, 1, 7, generator=generator) < 0.2).float()
    truth[..., 6] = 0  # never there
    scores = torch.rand(50, 7, generator=generator)
    samples = [dict(pred_score=s, gt_score=t[0], gt_size_score=t) for s, t in zip(scores, truth, strict=True)]
    stock = evaluate(MultiLabelMetric(thr=0.5, average=average), samples)[f'multi-label/f1-score{suffix}']
    name = 'all_f1_class' if average == 'macro' else 'all_f1_overall'
    assert evaluate(SizeF1(['all']), samples)[f'size/{name}'] == pytest.approx(stock, rel=1e-5)


def test_the_stock_metric_has_the_rules_of_the_paper():
    """F1 by class is the mean of the classes' F1, with 0 for one that is never found, not the F1 of the means."""
    scores = torch.tensor([[0.9, 0.1, 0.9], [0.9, 0.9, 0.2], [0.8, 0.9, 0.1]])
    truth = torch.tensor([[1., 0, 0], [0, 1, 1], [1, 1, 0]])
    samples = [dict(pred_score=s, gt_score=t) for s, t in zip(scores, truth, strict=True)]
    macro = evaluate(MultiLabelMetric(thr=0.5), samples)
    assert macro['multi-label/f1-score'] == pytest.approx(100 * (0.8 + 1 + 0) / 3)
    micro = evaluate(MultiLabelMetric(thr=0.5, average='micro'), samples)
    assert micro['multi-label/f1-score_micro'] == pytest.approx(100 * 8 / (8 + 1 + 2))


def test_missing_labels():
    with pytest.raises(ValueError, match='algorithm_keys of PackInputs contain gt_size_score'):
        evaluate(SizeF1(), [dict(pred_score=torch.ones(2), gt_score=torch.ones(2))])
    with pytest.raises(ValueError, match='gt_size_score has 2 sizes, not 3'):
        evaluate(SizeF1(), [sample([0.9], [0], [1])])
