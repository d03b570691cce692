import re

import numpy as np
import pytest

from mmuvp.datasets.scenes import (
    CLASSES,
    DIFFICULTIES,
    STUFF,
    Region,
    Scene,
    SceneSpec,
    Thing,
    caption,
    describe,
    referring_expressions,
    render,
)
from mmuvp.datasets.scenes.shapes import rasterize

SKY_AND_GRASS = (Region('sky', 'all'), Region('grass', 'below', (0.5, ) * 5))


def _thing(name, x, y, radius=20., colour='red'):
    return Thing(name, colour, 'plain', x, y, radius, 1., 0.)


def _scene(*things, regions=SKY_AND_GRASS):
    return Scene(160, 160, regions, things, noise=4, texture_seed=(0, 0, 0, 1))


@pytest.mark.parametrize('difficulty', DIFFICULTIES)
@pytest.mark.parametrize(('height', 'width'), [(160, 160), (97, 201), (32, 32)])
def test_segments_agree_with_the_id_map(difficulty, height, width):
    spec = SceneSpec(height=height, width=width, difficulty=difficulty)
    for index in range(5):
        image, ids, segments = render(describe(spec, 'val', index))
        assert image.shape == (height, width, 3)
        assert image.dtype == np.uint8
        assert sorted(segment['id'] for segment in segments) == sorted(set(np.unique(ids)) - {0})
        for segment in segments:
            rows, columns = np.nonzero(ids == segment['id'])
            assert segment['area'] == len(rows)
            x, y, w, h = segment['bbox']
            assert (x, y) == (columns.min(), rows.min())
            assert (x + w, y + h) == (columns.max() + 1, rows.max() + 1)
            assert segment['isthing'] == (CLASSES[segment['category_id'] - 1] not in STUFF)


@pytest.mark.parametrize('difficulty', DIFFICULTIES)
def test_occlusion_and_numbers_stay_within_the_difficulty(difficulty):
    level, spec = DIFFICULTIES[difficulty], SceneSpec(difficulty=difficulty)
    numbers = []
    for index in range(15):
        scene = describe(spec, 'train', index)
        _, _, segments = render(scene)
        numbers.append(len(scene.things))
        for segment in segments:
            if segment['isthing']:
                mask = rasterize(scene.things[segment['thing']], 160, 160)[1]
                assert segment['area'] >= (1 - level.max_hidden) * np.count_nonzero(mask)
        assert sum(segment['isthing'] for segment in segments) == len(scene.things)
    assert level.things[0] <= min(numbers)
    assert max(numbers) <= level.things[1]
    assert len(set(numbers)) > 2


def test_scenes_depend_on_seed_split_and_index_only():
    spec = SceneSpec(num_train=10, seed=3)
    assert describe(spec, 'train', 4) == describe(SceneSpec(num_train=99, seed=3), 'train', 4)
    others = [describe(spec, 'val', 4), describe(spec, 'train', 5), describe(SceneSpec(seed=4), 'train', 4)]
    assert all(other != describe(spec, 'train', 4) for other in others)


def test_a_later_thing_hides_an_earlier_one():
    scene = _scene(_thing('disc', 80, 80), _thing('square', 85, 80))
    _, ids, (*_, disc, square) = render(scene)
    assert ids[80, 85] == square['id']
    assert disc['area'] < square['area']


def test_caption_counts_and_places():
    scene = _scene(
        _thing('disc', 30, 30), _thing('disc', 120, 30), _thing('star', 80, 120, colour='orange'))
    assert caption(scene, render(scene)[2]) == 'two red discs and an orange star on grass under the sky'
    crosses = _scene(
        _thing('cross', 30, 30), _thing('cross', 120, 30), regions=(Region('wall', 'all'), ))
    assert caption(crosses, render(crosses)[2]) == 'two red crosses in front of a wall'
    empty = _scene()
    assert caption(empty, render(empty)[2]) == 'grass under the sky'


def test_expressions_name_what_singles_out():
    scene = _scene(_thing('disc', 20, 80, 12), _thing('disc', 140, 80, 12), _thing('star', 80, 80, 30))
    left, right, star = (segment['id'] for segment in render(scene)[2] if segment['isthing'])
    found = referring_expressions(scene, render(scene)[2])
    assert found[left][0] == 'the disc on the left'
    assert found[right][0] == 'the disc on the right'
    assert found[star] == ['the star', 'the large star', 'the large red star']


def test_expressions_fall_back_to_superlatives_or_to_none():
    scene = _scene(_thing('disc', 60, 70, 12), _thing('disc', 100, 70, 12))
    left, right = (segment['id'] for segment in render(scene)[2] if segment['isthing'])
    assert referring_expressions(scene, render(scene)[2]) == {
        left: ['the leftmost red disc'], right: ['the rightmost red disc']}
    twins = _scene(_thing('ring', 80, 80, 30), _thing('ring', 80, 80, 10))
    *_, large, small = (segment['id'] for segment in render(twins)[2])
    assert referring_expressions(twins, render(twins)[2]) == {
        small: ['the small ring', 'the small red ring'], large: ['the large ring', 'the large red ring']}
    copies = _scene(_thing('ring', 70, 80, 12), _thing('ring', 72, 81, 12))
    assert referring_expressions(copies, render(copies)[2]) == {}


def _true_of(expression, scene, segment):
    """Whether an expression is true of an instance, judged from its words alone."""
    thing = scene.things[segment['thing']]
    x = (segment['bbox'][0] + segment['bbox'][2] / 2) / scene.width
    y = (segment['bbox'][1] + segment['bbox'][3] / 2) / scene.height
    relative = thing.radius / min(scene.width, scene.height)
    facts = {
        'small': relative <= 0.1, 'large': relative >= 0.15, 'left': x < 1 / 3, 'right': x > 2 / 3,
        'top': y < 1 / 3, 'bottom': y > 2 / 3, thing.name: True, thing.colour: True}
    words = [word for word in re.findall(r'\w+', expression) if word not in ('the', 'on', 'at')]
    return all(facts.get(word, False) for word in words)


def test_expressions_are_unambiguous():
    for index in range(25):
        scene = describe(SceneSpec(difficulty='hard'), 'train', index)
        segments = [segment for segment in render(scene)[2] if segment['isthing']]
        for segment_id, expressions in referring_expressions(scene, segments).items():
            for expression in expressions:
                if re.search('most|lowest', expression):
                    continue
                fitting = [segment['id'] for segment in segments if _true_of(expression, scene, segment)]
                assert fitting == [segment_id], expression


@pytest.mark.parametrize(('name', 'value'), [
    ('difficulty', 'extreme'), ('num_train', 0), ('num_val', 0), ('width', 31), ('height', 10**5),
    ('seed', -1)])
def test_a_bad_spec_is_named(name, value):
    with pytest.raises(ValueError, match=name):
        SceneSpec(**{name: value})
