"""Mask proposals and mask scores of CLIP as RNN against the published implementation."""
import cv2
import numpy as np
import pytest
import torch
from parity import Case

from mmuvp.models.multimodal import FrozenCLIP, GradCAMProposals, MaskClassifier
from mmuvp.models.multimodal.clip_images import resize_and_crop, resize_to_patches, to_tensor
from mmuvp.models.multimodal.clip_text import tokenize
from mmuvp.models.task_modules import AttentionAffinity
from mmuvp.models.task_modules.cam_boxes import box_masks

LAMBDA = ETA = 0.4
HALVES = (slice(None), slice(None, None, 2), slice(None, None, 2))
ARCHS = {
    'cam': dict(embed_dim=64, quick_gelu=True,
                vision_cfg=dict(image_size=64, patch_size=16, layers=10, width=128, head_width=64),
                text_cfg=dict(context_length=77, vocab_size=49408, width=64, heads=2, layers=2)),
    'cls': dict(embed_dim=48, quick_gelu=True,
                vision_cfg=dict(image_size=70, patch_size=14, layers=4, width=64, head_width=64),
                text_cfg=dict(context_length=77, vocab_size=49408, width=64, heads=1, layers=2)),
}


@pytest.fixture(scope='module')
def case():
    return Case('cam_and_scores')


@pytest.fixture(scope='module')
def image(case):
    """The image by its recipe, of which the case keeps a copy."""
    blocks = case.inputs()['image_blocks'].numpy()
    enlarged = cv2.resize(blocks, (150, 100), interpolation=cv2.INTER_LINEAR)
    image = (enlarged * 255).astype(np.uint8)
    np.testing.assert_array_equal(image, case.outputs['image'].numpy())
    return image


def frozen_clip(case, part):
    """One of the two networks with the reference's weights."""
    clip = FrozenCLIP(arch=ARCHS[part])
    weights = {key.removeprefix(f'{part}.'): value for key, value in case.state_dict().items()
               if key.startswith(f'{part}.')}
    weights['logit_scale'] = torch.tensor(1 / 0.07).log()
    clip.model.load_state_dict(weights, strict=True)
    return clip


@pytest.fixture(scope='module')
def proposer(case):
    return GradCAMProposals(frozen_clip(case, 'cam'), AttentionAffinity(LAMBDA), case.spec['background'])


@pytest.fixture(scope='module')
def classifier(case):
    return MaskClassifier(frozen_clip(case, 'cls'), ETA, ('gray', 'blur'), case.spec['templates'])


@pytest.fixture(scope='module')
def view(proposer, image):
    return proposer.observe(image)


def test_image_and_positions(case, proposer, image):
    clip = proposer.clip
    net_image = to_tensor([resize_to_patches(image, clip.patch_size)], clip.mean, clip.std)[0]
    case.check('net_image', net_image[:, ::4, ::4])
    case.check('pos_embed', clip.positions((7, 10))[:, ::8])


def test_texts(case, proposer):
    texts, words = case.spec['texts'], case.spec['background']
    case.check('tokens', tokenize(texts, 77))
    case.check('fg_text', proposer.clip.encode_texts(texts))
    case.check('bg_text', proposer.clip.encode_texts([f'a clean origami {word}.' for word in words]))


def test_tokens_and_attention(case, proposer, image):
    clip = proposer.clip
    images = to_tensor([resize_to_patches(image, clip.patch_size)], clip.mean, clip.std)
    tokens, attention = clip.encode_until_last(images, 7)
    case.check('image_features', tokens[0, :, ::2])
    case.check('attn_mean', (proposer.observe(image).last_block.attention + attention[0]) / 8)


def test_probabilities(case, proposer, view):
    everything = torch.cat([case.outputs['fg_text'], case.outputs['bg_text']])
    with torch.no_grad():
        case.check('class_prob', proposer.probabilities(view.last_block.feature, everything, everything[:0]))


def test_class_maps(case, proposer, view):
    case.check('cam', proposer.class_maps(view, case.spec['texts']))


def test_boxes(case):
    case.check('box_mask', torch.from_numpy(box_masks(case.outputs['cam'].numpy(), LAMBDA)))


def test_affinity(case, proposer, view):
    maps = proposer.class_maps(view, case.spec['texts'])
    case.check('cam_refined', proposer.affinity.refine(maps, view.affinity))
    case.check('cam_masks', proposer(view, case.spec['texts'])[HALVES])


def test_prompts(case, proposer, classifier, view, image):
    prompted = list(classifier.point_out(image, proposer(view, case.spec['texts'])))
    case.check('prompted', torch.from_numpy(np.stack(prompted))[HALVES])


def test_scores(case, proposer, classifier, view, image):
    texts = case.spec['texts']
    proposals = proposer(view, texts)
    pictures = [resize_and_crop(picture, 70) for picture in classifier.point_out(image, proposals)]
    clip = classifier.clip
    case.check('cls_features', clip.class_token(to_tensor(pictures, clip.mean, clip.std)))
    features = classifier.encode_masks(image, proposals)
    case.check('score_templates', classifier.score_matrix(features, texts))
    single = MaskClassifier(clip, ETA, classifier.prompts)
    case.check('score_single', single.score_matrix(features, texts))
