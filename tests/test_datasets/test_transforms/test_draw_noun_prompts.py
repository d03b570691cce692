import numpy as np
import pytest

from mmuvp.datasets.transforms import DrawNounPrompts
from mmuvp.datasets.transforms.draw_noun_prompts import imagenet_templates

TEMPLATES = ['one {}.', 'two {}.']


def draw(words, seed=0, **kwargs):
    np.random.seed(seed)
    return DrawNounPrompts(templates=TEMPLATES, **kwargs)(dict(caption='a caption', words=words))['prompts']


def test_words_are_drawn_without_replacement():
    drawn = [draw(['a', 'b', 'c', 'd'], seed) for seed in range(60)]
    assert all(len({prompt.split()[1] for prompt in prompts}) == 3 for prompts in drawn)
    assert {prompt for prompts in drawn for prompt in prompts} == {
        template.format(word) for template in TEMPLATES for word in 'abcd'}
    assert draw(['a', 'b', 'c', 'd'], 7) == drawn[7]


def test_the_caption_fills_what_is_missing():
    prompts = draw(['a'])
    assert prompts[0] in ('one a.', 'two a.')
    assert prompts[1:] == ['a caption', 'a caption']
    assert draw([], num_prompts=2) == ['a caption', 'a caption']


def test_prompts_are_added_to_those_that_are_there():
    result = DrawNounPrompts(1, templates=TEMPLATES)(dict(caption='x', words=['a'], prompts=['first']))
    assert result['prompts'][0] == 'first'
    assert len(result['prompts']) == 2


def test_a_tagger_finds_the_words():
    tagger = dict(type='mmuvp.WordListTagger', words=['dog'])
    result = DrawNounPrompts(1, tagger, ['one {}.'])(dict(caption='two dogs', words=['cat']))
    assert result['prompts'] == ['one dog.']


def test_the_templates_of_imagenet():
    templates = imagenet_templates()
    assert len(templates) == 80
    assert all(template.count('{}') == 1 for template in templates)
    assert DrawNounPrompts().templates == tuple(templates)


def test_bad_arguments():
    with pytest.raises(ValueError, match='num_prompts must be positive, not 0'):
        DrawNounPrompts(0)
    with pytest.raises(ValueError, match="has one {} for the word, and 'no place' has 0"):
        DrawNounPrompts(templates=['a {}.', 'no place'])
    with pytest.raises(ValueError, match="'a dog' has no `words`: give mmuvp.DrawNounPrompts a tagger"):
        DrawNounPrompts(templates=TEMPLATES)(dict(caption='a dog'))
