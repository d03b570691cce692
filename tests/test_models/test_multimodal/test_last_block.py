"""Grad-CAM in the last block, against autograd through the whole block, one score at a time."""
import pytest
import torch
import torch.nn.functional as F
from small_clip import small_clip

from mmuvp.apis import car_direct
from mmuvp.models.multimodal.last_block import LastBlock


@pytest.fixture(scope='module')
def clip():
    return small_clip()


@pytest.fixture(scope='module')
def tokens(clip):
    return clip.encode_until_last(torch.randn(1, 3, 40, 56, generator=torch.Generator().manual_seed(1)))[0][0]


@pytest.fixture(scope='module')
def texts():
    return F.normalize(torch.randn(5, 24, generator=torch.Generator().manual_seed(2)), dim=1)


def score(feature, texts):
    return (10 * texts @ feature).softmax(dim=0)


@pytest.mark.parametrize('chunk_size', [1, 2, 16])
def test_class_maps_are_those_of_autograd(clip, tokens, texts, chunk_size):
    maps = LastBlock(clip, tokens, chunk_size).class_maps(lambda feature: score(feature, texts))
    expected = car_direct.class_maps(clip, tokens, lambda feature: score(feature, texts), len(texts))
    torch.testing.assert_close(maps, expected, rtol=1e-3, atol=1e-6)
    assert maps.any()
    assert maps.shape == (5, 5 * 7)


def test_maps_can_be_asked_for_again(clip, tokens, texts):
    block = LastBlock(clip, tokens)
    first = block.class_maps(lambda feature: score(feature, texts))
    few = block.class_maps(lambda feature: score(feature, texts)[:2])
    torch.testing.assert_close(few, first[:2])


def test_attention(clip, tokens):
    layer = clip.visual.transformer.resblocks[-1]
    normed = layer.ln_1(tokens[None])
    weights = layer.attn(normed, normed, normed, need_weights=True)[1][0]
    torch.testing.assert_close(LastBlock(clip, tokens).attention, weights[1:, 1:])


def test_autocast_changes_nothing(clip, tokens, texts):
    exact = LastBlock(clip, tokens).class_maps(lambda feature: score(feature, texts))
    with torch.autocast('cpu', torch.bfloat16):
        maps = LastBlock(clip, tokens).class_maps(lambda feature: score(feature, texts))
    torch.testing.assert_close(maps, exact)
