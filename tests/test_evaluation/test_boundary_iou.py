"""Boundary IoU against its definition, pixel by pixel."""
import numpy as np
import pytest
import torch
from mmengine.registry import METRICS

from mmuvp.evaluation import BoundaryIoU
from mmuvp.evaluation.boundary_iou import near_boundary

CLASSES = ('a', 'b', 'c')


def literal_boundary(mask, width):
    """Pixels of the mask with one outside of it, or outside of the image, at most `width` away."""
    padded = np.pad(mask, width)
    near = np.zeros_like(mask)
    for y, x in zip(*np.nonzero(mask), strict=True):
        near[y, x] = not padded[y:y + 2 * width + 1, x:x + 2 * width + 1].all()
    return near


def evaluate(predictions, truths, **settings):
    metric = BoundaryIoU(**settings)
    metric.dataset_meta = dict(classes=CLASSES)
    metric.process({}, [dict(pred_sem_seg=dict(data=torch.from_numpy(prediction)[None]),
                             gt_sem_seg=dict(data=torch.from_numpy(truth)[None]))
                        for prediction, truth in zip(predictions, truths, strict=True)])
    return metric.evaluate(len(predictions))


def blobs(seed, shape=(47, 61)):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 3, (6, 8))
    return np.kron(coarse, np.ones((8, 8), int))[:shape[0], :shape[1]]


@pytest.mark.parametrize('width', [1, 2, 5])
def test_near_boundary(width):
    mask = blobs(0) == 1
    assert np.array_equal(near_boundary(mask, width), literal_boundary(mask, width))


@pytest.mark.parametrize('ratio', [0.005, 0.02, 0.06])
def test_definition(ratio):
    predictions, truths = [blobs(1), blobs(2)], [blobs(3), blobs(4)]
    truths[0][:5, :9] = 255
    width = max(1, round(ratio * (47 ** 2 + 61 ** 2) ** 0.5))
    intersection, union = np.zeros(3), np.zeros(3)
    for prediction, truth in zip(predictions, truths, strict=True):
        seen = truth != 255
        for label in range(3):
            ours = literal_boundary((prediction == label) & seen, width)
            theirs = literal_boundary(truth == label, width)
            intersection[label] += (ours & theirs).sum()
            union[label] += (ours | theirs).sum()
    expected = 100 * (intersection / union).mean()
    assert evaluate(predictions, truths, ratio=ratio)['boundary/mIoU'] == pytest.approx(expected, abs=0.006)


def test_perfect_and_registered():
    assert METRICS.get('mmuvp.BoundaryIoU') is BoundaryIoU
    assert evaluate([blobs(1)], [blobs(1)])['boundary/mIoU'] == 100


def test_the_inside_of_a_segment_does_not_count():
    assert near_boundary(np.ones((200, 200), bool), 6).sum() == 200 ** 2 - 188 ** 2


def test_bad_settings():
    with pytest.raises(ValueError, match='ratio must be positive'):
        BoundaryIoU(ratio=0)
    with pytest.raises(ValueError, match='writes no predictions'):
        BoundaryIoU(format_only=True, output_dir='somewhere')
