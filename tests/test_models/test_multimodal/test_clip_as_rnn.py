"""The recurrence: what is kept, when it ends, and what it does with unusual queries."""
import numpy as np
import pytest
import torch
from small_clip import WORDS, noise_image, small_car, small_clip
from torch import nn

from mmuvp.models.multimodal import CLIPAsRNN, GradCAMProposals, MaskClassifier
from mmuvp.registry import MODELS

IMAGE = np.zeros((4, 5, 3), np.uint8)


class Proposer(nn.Module):
    """Proposes, in each pass, masks of the next value; it notes what it is asked for."""

    device = torch.device('cpu')

    def __init__(self, *values):
        super().__init__()
        self.values, self.calls = values or (0.5, ), []

    def observe(self, image):
        return image

    def forward(self, view, queries, first, background=None):
        value = self.values[min(len(self.calls), len(self.values) - 1)]
        self.calls.append((tuple(queries), first, background))
        return torch.full((len(queries), *view.shape[:2]), value)


class Classifier(nn.Module):
    """Scores by words, in each pass by the next table."""

    def __init__(self, *tables):
        super().__init__()
        self.tables, self.num_calls = tables, 0

    def forward(self, image, proposals, queries):
        table = self.tables[min(self.num_calls, len(self.tables) - 1)]
        self.num_calls += 1
        return torch.tensor([table[query] for query in queries])


def recur(queries, *tables, threshold=0.5, values=(), **settings):
    proposer = Proposer(*values)
    result = CLIPAsRNN(proposer, Classifier(*tables), threshold, **settings)(IMAGE, queries)
    return result, [call[0] for call in proposer.calls]


def test_passes_until_as_many_are_kept_as_before():
    result, asked = recur(['a', 'b', 'c'], dict(a=0.6, b=0.9, c=0.1), dict(a=0.2, b=0.8), dict(b=0.7))
    assert asked == [('a', 'b', 'c'), ('a', 'b'), ('b', )]
    assert [step.queries for step in result.steps] == asked
    assert result.kept.tolist() == [False, True, False]
    torch.testing.assert_close(result.scores, torch.tensor([0, 0.7, 0]))
    assert result.masks.amax(dim=(1, 2)).tolist() == [0, 0.5, 0]


def test_there_are_two_passes_when_all_are_kept_and_the_first_is_told():
    proposer = Proposer(0.1, 0.2)
    result = CLIPAsRNN(proposer, Classifier(dict(a=0.9, b=0.9)), 0.5)(IMAGE, ['a', 'b'], background=['sky'])
    assert proposer.calls == [(('a', 'b'), True, ['sky']), (('a', 'b'), False, ['sky'])]
    torch.testing.assert_close(result.masks, torch.full((2, 4, 5), 0.2))


def test_the_threshold_itself_is_not_enough():
    result, _ = recur(['a', 'b'], dict(a=0.5, b=0.75))
    assert result.kept.tolist() == [False, True]


def test_the_best_stays_when_none_is_good_enough():
    result, asked = recur(['a', 'b'], dict(a=0.2, b=0.3))
    assert result.kept.tolist() == [False, True]
    assert asked == [('a', 'b'), ('b', )]


def test_none_stays_by_the_papers_rule():
    result, asked = recur(['a', 'b'], dict(a=0.2, b=0.3), keep_best=False)
    assert not result.kept.any()
    assert not result.masks.any()
    assert not result.scores.any()
    assert len(asked) == len(result.steps) == 1


def test_without_recurrence():
    result, asked = recur(['a', 'b', 'c'], dict(a=0.6, b=0.9, c=0.1), max_steps=1)
    assert asked == [('a', 'b', 'c')]
    assert result.kept.tolist() == [True, True, False]
    with pytest.raises(ValueError, match='max_steps must be at least 1'):
        recur(['a'], dict(a=1), max_steps=0)


def test_proposals_of_the_pass_before_stand_in_for_none():
    result, _ = recur(['a', 'b'], dict(a=0.9, b=0.1), values=(0.3, 0))
    assert result.masks.amax(dim=(1, 2)).tolist() == pytest.approx([0.3, 0])


def test_nothing_is_found_when_the_first_proposals_are_all_zero():
    result, asked = recur(['a', 'b'], dict(a=0.9, b=0.9), values=(0, ))
    assert not result.kept.any()
    assert len(asked) == len(result.steps) == 1
    assert not result.steps[0].kept.any()


def test_duplicates_are_asked_for_once_and_answered_alike():
    result, asked = recur(['a', 'b', 'a'], dict(a=0.9, b=0.1))
    assert asked[0] == ('a', 'b')
    assert result.kept.tolist() == [True, False, True]
    torch.testing.assert_close(result.masks[0], result.masks[2])


def test_no_query_has_an_empty_result():
    result = small_car()(noise_image(), [])
    assert result.masks.shape == (0, 53, 70)
    assert result.scores.shape == result.kept.shape == (0, )
    assert result.steps == ()


@pytest.mark.parametrize(('queries', 'message'), [
    (['cat', ''], 'query 1 is empty'), (['  '], 'query 0 is empty'), ('cat', 'not the single text'),
    ([3], 'query 0 must be a text, not 3')])
def test_queries_that_are_none(queries, message):
    with pytest.raises(ValueError, match=message):
        CLIPAsRNN(Proposer(), Classifier({}), 0.5)(IMAGE, queries)


@pytest.mark.parametrize('image', [IMAGE.astype(np.float32), IMAGE[..., 0], IMAGE[:0], torch.zeros(4, 5, 3)])
def test_images_that_are_none(image):
    with pytest.raises(ValueError, match='image'):
        CLIPAsRNN(Proposer(), Classifier({}), 0.5)(image, ['cat'])


@pytest.fixture(scope='module')
def car():
    return small_car(templates=('a {}', 'one {}'))


@pytest.mark.parametrize('queries', [
    WORDS, WORDS[:1], ['cat', 'cat'], ['赤い車', 'größer', '🚲'], ['cat', ' '.join(['word'] * 200)]])
def test_queries_of_any_kind(car, queries):
    result = car(noise_image(), queries)
    assert result.masks.shape == (len(queries), 53, 70)
    assert result.kept.any()
    assert result.masks.isfinite().all()
    assert (result.scores[result.kept] > 0).all()
    assert not result.masks[~result.kept].any()


def test_many_queries():
    """Chunks bound what is held at a time: gradients of 16 queries, pictures of 16 masks."""
    car, seen = small_car(threshold=0.001), []
    encode = car.classifier.clip.encode_class_token
    car.classifier.clip.encode_class_token = lambda images, skipped: seen.append(len(images)) or encode(images, skipped)
    result = car(noise_image(), [f'thing {index}' for index in range(200)])
    assert result.kept.shape == (200, )
    assert max(seen) == 16
    assert sum(seen[:13]) == 200


def test_a_single_query_always_stays(car):
    result = car(noise_image(), WORDS[:1])
    assert result.kept.tolist() == [True]
    assert len(result.steps) == 2


@pytest.mark.parametrize('context', [torch.inference_mode, torch.no_grad])
def test_gradients_are_had_where_they_are_off(car, context):
    expected = car(noise_image(), WORDS)
    fresh = small_car(small_clip(), templates=car.classifier.templates)
    with context():
        result = fresh(noise_image(), WORDS)
    torch.testing.assert_close(result.masks, expected.masks)
    assert not result.masks.requires_grad


def test_half_precision_agrees(car):
    expected = car(noise_image(), WORDS[:1])
    with torch.autocast('cpu', torch.bfloat16):
        result = car(noise_image(), WORDS[:1])
    assert (result.masks - expected.masks).abs().mean() < 0.05


def test_parts_share_the_clip_of_the_whole():
    clip = small_clip()
    car = MODELS.build(dict(
        type='mmuvp.CLIPAsRNN', clip=clip, threshold=0.2,
        proposer=dict(type='mmuvp.GradCAMProposals', affinity=dict(type='mmuvp.AttentionAffinity')),
        classifier=dict(type='mmuvp.MaskClassifier', mask_threshold=0.4)))
    assert isinstance(car.proposer, GradCAMProposals)
    assert isinstance(car.classifier, MaskClassifier)
    assert car.proposer.clip is car.classifier.clip is clip


def test_save_and_load(car):
    other = small_car(small_clip(seed=3), templates=car.classifier.templates)
    before = other(noise_image(), WORDS)
    other.load_state_dict(car.state_dict())
    torch.testing.assert_close(other(noise_image(), WORDS).masks, car(noise_image(), WORDS).masks)
    assert not torch.allclose(before.masks, car(noise_image(), WORDS).masks)
