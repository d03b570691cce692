"""Metrics of referring segmentation by hand, and against mmdet's."""
import numpy as np
import pytest
import torch
from mmdet.evaluation import RefSegMetric
from mmdet.structures.mask import BitmapMasks

from mmuvp.evaluation import GeneralizedReferringIoU, ReferringIoU, ReferringVideoScore
from mmuvp.evaluation.video_scores import score_object

SIZE = 10, 12


def mask(count, start=0):
    """Pixels, row by row, from one on."""
    flat = np.zeros(SIZE[0] * SIZE[1], bool)
    flat[start:start + count] = True
    return flat.reshape(SIZE)


def sample(predicted, true, **more):
    """A sample with any number of predicted and true masks."""
    def stack(masks):
        return np.stack(masks) if masks else np.zeros((0, *SIZE), bool)
    return dict(pred_instances=dict(masks=torch.from_numpy(stack(predicted))),
                gt_masks=BitmapMasks(stack(true).astype(np.uint8), *SIZE), **more)


def evaluate(metric, samples):
    for one in samples:
        metric.process(None, [one])
    return metric.evaluate(len(samples))


def test_means_and_precisions():
    samples = [sample([mask(8)], [mask(10)]), sample([mask(40)], [mask(40, 20)])]
    scores = evaluate(ReferringIoU(), samples)
    assert scores['refer/mIoU'] == pytest.approx(100 * (0.8 + 1 / 3) / 2)
    assert scores['refer/oIoU'] == pytest.approx(100 * (8 + 20) / (10 + 60))
    assert [scores[f'refer/P@{threshold}'] for threshold in (0.5, 0.6, 0.7, 0.8, 0.9)] == [50, 50, 50, 50, 0]


def test_equal_to_the_stock_metric():
    generator = np.random.default_rng(0)
    samples = [sample([generator.random(SIZE) < 0.5], [generator.random(SIZE) < 0.4]) for _ in range(5)]
    ours, stock = evaluate(ReferringIoU(), samples), evaluate(RefSegMetric(), samples)
    assert (ours['refer/mIoU'], ours['refer/oIoU']) == pytest.approx((stock['mIoU'].item(), stock['cIoU'].item()))


@pytest.mark.parametrize(('predicted', 'true', 'expected'), [
    ([], [], 100), ([mask(0)], [mask(0)], 100), ([mask(5)], [], 0), ([], [mask(5)], 0),
    ([mask(5), mask(5, 5)], [mask(10)], 100), ([mask(5)], [mask(2), mask(3, 2)], 100)])
def test_several_masks_and_none(predicted, true, expected):
    scores = evaluate(ReferringIoU(), [sample(predicted, true)])
    assert scores['refer/mIoU'] == scores['refer/oIoU'] == expected


def test_targets_that_are_not_there():
    samples = [
        sample([mask(60)], [mask(80)]),  # found
        sample([mask(3)], [mask(20)]),  # too few pixels count as none
        sample([], []), sample([mask(4)], []),  # rightly nothing
        sample([mask(30)], [])]  # wrongly something
    scores = evaluate(GeneralizedReferringIoU(min_pixels=5), samples)
    assert scores['gres/gIoU'] == pytest.approx(100 * (0.75 + 0 + 1 + 1 + 0) / 5)
    assert scores['gres/cIoU'] == pytest.approx(100 * 60 / (80 + 20 + 30))
    assert scores['gres/N-acc'] == pytest.approx(100 * 2 / 3)
    assert (scores['gres/T-acc'], scores['gres/P@0.7'], scores['gres/P@0.8']) == (50, 50, 0)


def test_accuracies_that_do_not_exist():
    scores = evaluate(GeneralizedReferringIoU(), [sample([], [])])
    assert scores == {'gres/gIoU': 100, 'gres/cIoU': 100, 'gres/N-acc': 100}
    assert 'gres/N-acc' not in evaluate(GeneralizedReferringIoU(), [sample([mask(60)], [mask(60)])])


def test_frames_objects_and_annotations_are_averaged_in_this_order():
    good, bad, half = (mask(40), mask(40)), (mask(0), mask(40)), (mask(20), mask(40))
    frames = {('annot1', 'cat', 1): [good, bad, good, bad], ('annot1', 'dog', 1): [good],
              ('annot2', 'cat', 1): [half]}
    samples = [sample([predicted], [true], sequence=sequence)
               for sequence, pairs in frames.items() for predicted, true in pairs]
    scores = evaluate(ReferringVideoScore(), samples[::-1])
    assert scores['davis/J'] == pytest.approx(100 * ((0.5 + 1) / 2 + 0.5) / 2)
    contour = score_object([mask(20)], [mask(40)])[1]
    assert scores['davis/F'] == pytest.approx(100 * ((0.5 + 1) / 2 + contour) / 2)
    assert scores['davis/J&F'] == pytest.approx((scores['davis/J'] + scores['davis/F']) / 2)


def test_what_samples_must_have():
    with pytest.raises(ValueError, match='meta_keys of PackDetInputs contain gt_masks'):
        ReferringIoU().process(None, [dict(pred_instances=dict(masks=mask(1)[None]))])
    other = dict(sample([mask(1)], [mask(1)], img_path='a.jpg'), pred_instances=dict(masks=torch.zeros(1, 3, 4)))
    with pytest.raises(ValueError, match=r'a.jpg: the predicted masks have the shape \(3, 4\), and the true.*\(10, 12'):
        ReferringIoU().process(None, [other])
    with pytest.raises(ValueError, match='contain sequence'):
        ReferringVideoScore().process(None, [sample([mask(1)], [mask(1)])])
