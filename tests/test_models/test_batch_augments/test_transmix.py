import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mmpretrain.registry import BATCH_AUGMENTS

from mmuvp.models.batch_augments import Paste, TransMix


def batch(count, size=(20, 31)):
    """Images that are 1, 2, 3 and so on everywhere, and their labels."""
    images = torch.arange(1., count + 1)[:, None, None, None].expand(-1, 3, *size).clone()
    return images, F.one_hot(torch.arange(count), count)


@pytest.fixture(autouse=True)
def seed():
    np.random.seed(3)


def test_a_config_finds_it():
    assert isinstance(BATCH_AUGMENTS.build(dict(type='mmuvp.TransMix', alpha=0.5)), TransMix)


@pytest.mark.parametrize('count', [1, 2, 5, 6])
def test_the_box_is_of_the_image_at_the_same_place_from_the_end(count):
    images, scores = batch(count)
    augment = TransMix()
    mixed, _ = augment(images, scores)
    top, bottom, left, right = augment.take().box
    assert 0 < (bottom - top) * (right - left) < 20 * 31
    for index, image in enumerate(mixed):
        assert (image[:, top:bottom, left:right] == count - index).all()
        image[:, top:bottom, left:right] = index + 1
        assert (image == index + 1).all()


def test_scores_are_mixed_by_area():
    images, scores = batch(4)
    augment = TransMix()
    mixed, by_area = augment(images, scores)
    paste = augment.take()
    assert paste.size == (20, 31)
    for index, image in enumerate(mixed):
        assert paste.area == pytest.approx((image[0] == 4 - index).float().mean())
    torch.testing.assert_close(by_area, (1 - paste.area) * torch.eye(4) + paste.area * torch.eye(4).flip(0))


def test_soft_labels_are_kept():
    images, _ = batch(4)
    scores = torch.softmax(torch.randn(4, 7), dim=1)
    augment = TransMix()
    augment(images, scores)
    paste = augment.take()
    assert torch.equal(paste.scores, scores)
    assert torch.equal(paste.partners, scores.flip(0))


def test_boxes_differ_between_batches_and_areas_are_even():
    augment, areas, boxes = TransMix(), [], set()
    for _ in range(400):
        augment(*batch(2, (32, 32)))
        paste = augment.take()
        areas.append(paste.area)
        boxes.add(paste.box)
    assert len(boxes) > 300
    assert 0.25 < np.mean(areas) < 0.45, 'areas are even in [0, 1], but boxes are clipped'


def test_a_paste_is_taken_once():
    augment = TransMix()
    assert augment.take() is None
    augment(*batch(2))
    assert len(augment.take().scores) == 2
    assert augment.take() is None


def test_it_warns_when_nobody_takes_the_paste():
    augment = TransMix()
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        for _ in range(2):
            augment(*batch(2))
            augment.take()
        augment(*batch(2))
    with pytest.warns(UserWarning, match='by area, as CutMix does: the model must be a mmuvp.TransMixClassifier'):
        augment(*batch(2))


def test_area_of_a_paste():
    scores = torch.ones(1, 1)
    assert Paste(scores, (1, 3, 0, 4), (4, 8)).area == 0.25
    assert Paste(scores, (1, 1, 0, 4), (4, 8)).area == 0
