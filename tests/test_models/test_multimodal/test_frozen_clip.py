"""A frozen CLIP: features of images of any size and of texts, and whence its weights come."""
import pytest
import torch
import torch.nn.functional as F
from small_clip import WORDS, small_arch, small_clip

from mmuvp.checkpoints import CheckpointError
from mmuvp.models.multimodal import CLIP, FrozenCLIP, clip_text


@pytest.fixture(scope='module')
def clip():
    return small_clip()


def test_is_frozen(clip):
    clip.train()
    assert not any(module.training for module in clip.modules())
    assert not any(parameter.requires_grad for parameter in clip.parameters())


def test_whole_depth_is_the_feature_of_clip(clip):
    exact = FrozenCLIP(arch=small_arch(), round_positions=False)
    exact.load_state_dict(clip.state_dict())
    images = torch.randn(2, 3, 48, 48)
    torch.testing.assert_close(exact.encode_class_token(images, num_skipped=0), exact.model.encode_image(images))


def test_skipped_blocks(clip):
    images = torch.randn(2, 3, 48, 48)
    blocks = clip.visual.transformer.resblocks
    torch.testing.assert_close(clip.class_token(images), blocks[1](blocks[0](clip.embed(images)))[:, 0])
    with pytest.raises(ValueError, match='num_skipped must be from 0 to 2, not 3'):
        clip.class_token(images, num_skipped=3)


@pytest.mark.parametrize('size', [(8, 8), (40, 104), (88, 24)])
def test_sizes(clip, size):
    count = size[0] * size[1] // 64
    tokens, attention = clip.encode_until_last(torch.randn(1, 3, *size), num_attention=7)
    assert tokens.shape == (1, 1 + count, 32)
    assert attention.shape == (1, count, count)
    assert clip.encode_until_last(torch.randn(1, 3, *size))[1] is None


def test_images_that_are_not_made_of_patches(clip):
    with pytest.raises(ValueError, match=r'\(50, 48\) pixels do not consist of patches'):
        clip.embed(torch.randn(1, 3, 50, 48))


def test_rounded_positions(clip):
    own = clip.visual.positional_embedding
    torch.testing.assert_close(clip.positions((6, 6)), own.half().float(), rtol=0, atol=0)
    assert not torch.equal(clip.positions((6, 6)), own)


def test_texts(clip):
    with torch.no_grad():
        exact = F.normalize(clip.model.encode_text(clip_text.tokenize(WORDS, 77)), dim=1)
    torch.testing.assert_close(clip.encode_texts(WORDS), exact)
    assert clip.encode_texts([]).shape == (0, 24)


@pytest.mark.parametrize('text', ['Ein Fahrrad, größer als das andere', '赤い車', 'صندلی', '🚲', '', ' '])
def test_any_text_has_a_feature(clip, text):
    assert clip.encode_texts([text]).norm() == pytest.approx(1, abs=1e-5)


def test_texts_are_computed_once(clip, monkeypatch):
    before = clip.encode_texts(['seldom', 'often'])
    monkeypatch.setattr(clip_text, 'encode_texts', None)
    torch.testing.assert_close(clip.encode_texts(['often', 'often', 'seldom']), before[[1, 1, 0]])


def test_the_longest_unasked_is_forgotten():
    features, clip = clip_text.TextFeatures(capacity=2), small_clip()
    for text in ('one', 'two', 'one', 'three'):
        features(clip.model, [text])
    assert list(features._known) == ['one', 'three']


def test_other_weights_have_other_texts():
    clip, other = small_clip(), small_clip(seed=1)
    before = clip.encode_texts(WORDS)
    clip.load_state_dict(other.state_dict())
    torch.testing.assert_close(clip.encode_texts(WORDS), other.encode_texts(WORDS))
    assert not torch.allclose(clip.encode_texts(WORDS), before)


def test_a_text_longer_than_the_context(clip):
    with pytest.warns(UserWarning, match="'word word .* is longer than the 77 tokens"):
        feature = clip.encode_texts([' '.join(['word'] * 100)])
    torch.testing.assert_close(feature, clip.encode_texts([' '.join(['word'] * 75)]), rtol=1e-4, atol=1e-5)


def test_file_of_a_trained_clip(tmp_path):
    trained, path = CLIP(arch=small_arch()), tmp_path / 'epoch_1.pth'
    torch.save(dict(state_dict=trained.state_dict(), meta={}), path)
    clip = FrozenCLIP(arch=small_arch(), checkpoint=path)
    images = torch.randn(1, 3, 48, 48)
    torch.testing.assert_close(clip.model.encode_image(images), trained.eval().encode_image(images))


def test_file_of_another_clip(tmp_path):
    path = tmp_path / 'wide.pt'
    torch.save(small_clip(width=64).model.state_dict(), path)
    with pytest.raises(CheckpointError, match=r'(?s)wide.pt is of another model.*visual.class_embedding has shape'):
        FrozenCLIP(arch=small_arch(), checkpoint=path)


def openai_archive(path, model):
    """A TorchScript archive in half precision with OpenAI's three numbers."""
    holder = torch.nn.Module()
    for name, parameter in model.half().named_parameters():
        *parents, leaf = name.split('.')
        module = holder
        for parent in parents:
            if not hasattr(module, parent):
                module.add_module(parent, torch.nn.Module())
            module = getattr(module, parent)
        module.register_buffer(leaf, parameter.detach())
    for name, value in (('input_resolution', 48), ('context_length', 77), ('vocab_size', 49408)):
        holder.register_buffer(name, torch.tensor(value))
    torch.jit.script(holder).save(path)


def test_archive_of_openai(tmp_path):
    path, weights = str(tmp_path / 'archive.pt'), small_clip().model
    openai_archive(path, weights)
    clip = FrozenCLIP(arch=small_arch(), checkpoint=path)
    torch.testing.assert_close(clip.model.state_dict(), weights.float().state_dict())
    with pytest.raises(CheckpointError, match='(?s)archive.pt is of another model.*need QuickGELU'):
        FrozenCLIP(arch=small_arch(quick_gelu=False), checkpoint=path)


def test_tags_are_checked_before_a_download():
    with pytest.raises(ValueError, match="'openai' were trained with QuickGELU, which ViT-B-16 does not match"):
        FrozenCLIP('ViT-B-16', pretrained='openai')
    with pytest.raises(ValueError, match="no weights 'laion2b' of ViT-B-16"):
        FrozenCLIP('ViT-B-16', pretrained='laion2b')


def test_clips_of_another_kind():
    arch = small_arch()
    arch['vision_cfg'] = dict(image_size=64, layers=(1, 1, 1, 1), width=8)
    with pytest.raises(ValueError, match='no CLIP of plain vision and text transformers'):
        FrozenCLIP(arch=arch)
