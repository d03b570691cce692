"""Mask proposals: who competes with whom, and what becomes of an image of any size."""
import pytest
import torch
from small_clip import WORDS, noise_image, small_clip

from mmuvp.models.multimodal import GradCAMProposals, background_words
from mmuvp.models.multimodal.background_words import PUBLISHED
from mmuvp.models.multimodal.cam_proposals import scale_to_unit
from mmuvp.models.task_modules import AttentionAffinity

AFFINITY = dict(type='mmuvp.AttentionAffinity', threshold=0.4)


@pytest.fixture(scope='module')
def clip():
    return small_clip()


def observed(proposer, image=None):
    return proposer.observe(noise_image() if image is None else image)


@pytest.mark.parametrize('size', [(53, 70), (8, 9), (1, 1), (30, 17)])
@pytest.mark.parametrize('affinity', [None, AFFINITY])
def test_sizes(clip, affinity, size):
    proposer = GradCAMProposals(clip, affinity)
    proposals = proposer(observed(proposer, noise_image(*size)), WORDS)
    assert proposals.shape == (4, *size)
    assert proposals.isfinite().all()
    assert proposals.amin() >= 0
    assert proposals.amax() <= 1


def test_later_passes_have_a_template(clip):
    proposer = GradCAMProposals(clip, first_template='{}', template='a nice {}.')
    view = observed(proposer)
    expected = GradCAMProposals(clip, first_template='a nice {}.', template='a nice {}.')(view, WORDS)
    torch.testing.assert_close(proposer(view, WORDS, first=False), expected)
    assert not torch.allclose(proposer(view, WORDS), expected)


def test_queries_compete(clip):
    proposer = GradCAMProposals(clip, AFFINITY)
    view = observed(proposer)
    assert not torch.allclose(proposer(view, WORDS)[:2], proposer(view, WORDS[:2]))


def test_queries_that_do_not_compete_are_answered_alone(clip):
    proposer = GradCAMProposals(clip, AFFINITY, competing=False)
    view = observed(proposer)
    alone = [proposer(view, [word])[0] for word in WORDS]
    torch.testing.assert_close(proposer(view, WORDS), torch.stack(alone), rtol=1e-3, atol=1e-4)


def test_a_single_query_is_the_same_in_both_ways(clip):
    proposers = [GradCAMProposals(clip, AFFINITY, competing=competing) for competing in (True, False)]
    view = observed(proposers[0])
    competing, alone = (proposer(view, WORDS[:1]) for proposer in proposers)
    torch.testing.assert_close(alone, competing, rtol=1e-3, atol=1e-4)


def test_queries_need_something_to_compete_with(clip):
    with pytest.raises(ValueError, match='need background words'):
        GradCAMProposals(clip, background=(), competing=False)
    proposer = GradCAMProposals(clip, background=())
    assert not proposer(observed(proposer), WORDS[:1]).any()


def test_maps_that_are_zero_are_drawn_among_the_queries_alone(clip):
    """Beside the very direction of the image, all queries' probabilities fall with it, and so do the maps."""
    proposer = GradCAMProposals(clip)
    view = observed(proposer)
    real = view.last_block.class_maps
    calls = []

    def class_maps(score):
        maps = real(score)
        calls.append(len(maps))
        if len(calls) == 1:
            maps[1] = 0
        return maps

    view.last_block.class_maps = class_maps
    maps = proposer.class_maps(view, WORDS)
    expected = GradCAMProposals(clip, background=()).class_maps(observed(proposer), WORDS)
    assert calls == [4, 1]
    torch.testing.assert_close(maps[1], expected[1])
    assert not torch.allclose(maps[0], expected[0])


def test_background_words_that_are_asked_for_do_not_compete_with_themselves(clip):
    proposer = GradCAMProposals(clip, background=('sky', 'grass'))
    view = observed(proposer)
    expected = GradCAMProposals(clip, background=('grass', ))(view, ['sky', 'cat'])
    torch.testing.assert_close(proposer(view, ['sky', 'cat']), expected)
    torch.testing.assert_close(proposer(view, ['sky', 'cat'], background=['grass']), expected)


def test_plain_grad_cam_is_not_refined(clip):
    plain, refined = GradCAMProposals(clip), GradCAMProposals(clip, AttentionAffinity())
    view = observed(refined)
    torch.testing.assert_close(plain.class_maps(view, WORDS), refined.class_maps(view, WORDS))
    assert observed(plain).affinity is None


def test_words():
    assert len(background_words('published')) == 23
    assert background_words(['terrestrial', 'man-made', 'helmet'])[-1] == 'helmet'
    known = background_words(['terrestrial', 'aquatic-atmospheric', 'man-made'])
    assert set(PUBLISHED) - set(known) == {'helmet'}


def test_scaling():
    maps = torch.tensor([[[1.0, 2.0, 3.0]], [[5.0, 5.0, 5.0]], [[0.0, 0.0, 0.0]]])
    assert scale_to_unit(maps).tolist() == [[[0, 0.5, 1]], [[0, 0, 0]], [[0, 0, 0]]]
