"""Scores of masks."""
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from small_clip import WORDS, noise_image, small_clip

from mmuvp.models.multimodal import SCENE_TEMPLATES, MaskClassifier
from mmuvp.models.multimodal.clip_images import resize_and_crop

TEMPLATES = ('a photo of a {}.', 'a {}')


@pytest.fixture(scope='module')
def clip():
    return small_clip()


@pytest.fixture
def proposals():
    proposals = torch.zeros(4, 53, 70)
    for index in range(4):
        proposals[index, 5 * index:5 * index + 20, 10 * index:10 * index + 30] = 0.5 + 0.1 * index
    return proposals


def test_scores_of_a_single_template_are_probabilities(clip, proposals):
    classifier = MaskClassifier(clip, 0.4)
    features = classifier.encode_masks(noise_image(), proposals)
    texts = clip.encode_texts([f'a clean origami {word}.' for word in WORDS])
    expected = (clip.logit_scale * F.normalize(features, dim=1) @ texts.T).softmax(dim=1)
    torch.testing.assert_close(classifier.score_matrix(features, WORDS), expected)
    torch.testing.assert_close(classifier(noise_image(), proposals, WORDS), expected.diagonal())


def test_scores_of_templates_are_summed_before_another_softmax(clip, proposals):
    classifier = MaskClassifier(clip, 0.4, templates=TEMPLATES)
    features = classifier.encode_masks(noise_image(), proposals)
    terms = [(clip.logit_scale * F.normalize(features, dim=1) @ clip.encode_texts(
        [template.format(word) for word in WORDS]).T).softmax(dim=1) for template in TEMPLATES]
    torch.testing.assert_close(classifier.score_matrix(features, WORDS), (terms[0] + terms[1]).softmax(dim=1))


@pytest.mark.parametrize('chunk_size', [1, 3])
def test_chunks_change_nothing(clip, proposals, chunk_size):
    expected = MaskClassifier(clip, 0.4).encode_masks(noise_image(), proposals)
    chunked = MaskClassifier(clip, 0.4, chunk_size=chunk_size).encode_masks(noise_image(), proposals)
    torch.testing.assert_close(chunked, expected, rtol=1e-4, atol=1e-5)


def test_threshold_is_not_part_of_the_mask(clip):
    classifier = MaskClassifier(clip, 0.5, ['black'])
    proposals = torch.full((1, 53, 70), 0.5)
    proposals[0, :10] = 0.75
    picture, = classifier.point_out(noise_image(), proposals)
    np.testing.assert_array_equal(picture[:10], noise_image()[:10])
    assert not picture[10:].any()


def test_proposals_of_next_to_nothing_leave_the_image(clip):
    classifier = MaskClassifier(clip, 0.4, ['black'])
    proposals = torch.zeros(2, 53, 70)
    proposals[0, 3, 4], proposals[1, 3, 4:6] = 1, 1
    plain, some = classifier.point_out(noise_image(), proposals)
    np.testing.assert_array_equal(plain, noise_image())
    assert np.count_nonzero(some.any(axis=2)) == 2


@pytest.mark.parametrize('size', [(70, 53), (48, 48), (20, 100), (47, 49)])
def test_preparation_is_that_of_open_clip(size):
    from open_clip.transform import PreprocessCfg, image_transform_v2
    from PIL import Image
    image = noise_image(*size)
    theirs = image_transform_v2(PreprocessCfg(size=48, mean=(0, 0, 0), std=(1, 1, 1)), is_train=False)
    expected = theirs(Image.fromarray(image)).mul(255).round().byte().permute(1, 2, 0).numpy()
    np.testing.assert_array_equal(resize_and_crop(image, 48), expected)


def test_published_templates():
    assert len(set(SCENE_TEMPLATES)) == 15
    assert all(template.count('{}') == 1 for template in SCENE_TEMPLATES)
    assert 'There is a large {} in the scene.' in SCENE_TEMPLATES


def test_unknown_prompts(clip):
    with pytest.raises(ValueError, match="not 'arrow'"):
        MaskClassifier(clip, 0.4, prompts=['arrow'])
