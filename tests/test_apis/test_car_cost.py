"""The direct way of CLIP as RNN's stages gives the same, and all stages are timed."""
import numpy as np
import pytest
import torch
from small_clip import WORDS, noise_image, small_car

from mmuvp.apis import car_direct
from mmuvp.apis.car_cost import StageCost, stage_costs


@pytest.fixture(scope='module')
def car():
    return small_car(templates=('a {}', 'one {}'))


@pytest.fixture(scope='module')
def proposals(car):
    return car.proposer(car.proposer.observe(noise_image()), WORDS)


def test_texts(car):
    clip = car.proposer.clip
    torch.testing.assert_close(car_direct.encode_texts(clip, WORDS), clip.encode_texts(WORDS))


def test_affinity(car):
    proposer = car.proposer
    view = proposer.observe(noise_image())
    maps, attention = proposer.class_maps(view, WORDS), view.last_block.attention
    expected = proposer.affinity.refine(maps, proposer.affinity.affinity(attention))
    torch.testing.assert_close(car_direct.refine(proposer.affinity, maps, attention), expected)


def test_pictures_and_their_features(car, proposals):
    pictures = list(car.classifier.point_out(noise_image(), proposals))
    np.testing.assert_array_equal(car_direct.point_out(car.classifier, noise_image(), proposals), pictures)
    torch.testing.assert_close(car_direct.encode_pictures(car.classifier, pictures),
                               car.classifier.encode_pictures(pictures), rtol=1e-4, atol=1e-5)


def test_all_stages_are_timed(car):
    costs = list(stage_costs(car, noise_image(), WORDS, repeats=1, crf=lambda image, masks: masks.argmax(axis=0)))
    assert [cost.name for cost in costs] == [
        'CAM', 'CAM, later', 'affinity', 'prompts', 'classifier', 'classifier, later', 'CRF']
    assert all(cost.seconds > 0 for cost in costs)
    assert [cost.ratio is None for cost in costs] == [False] * 6 + [True]


def test_ratio():
    assert StageCost('CAM', 2.0, 5.0).ratio == 2.5
