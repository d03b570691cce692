"""Weights of CLIP in the layouts of OpenAI and of open_clip."""
import open_clip
import pytest
import torch

from mmuvp.checkpoints import convert, families, revert
from mmuvp.models.multimodal import CLIP

ARCH = dict(embed_dim=8, vision_cfg=dict(image_size=32, patch_size=8, width=16, layers=2, head_width=8),
            text_cfg=dict(width=16, layers=1, heads=2))


@pytest.fixture
def published():
    torch.manual_seed(0)
    return open_clip.CLIP(**ARCH).state_dict()


def test_there_and_back(published):
    model = CLIP(arch=ARCH)
    model.load_state_dict(convert('clip', published), strict=True)
    back = revert('clip', model.state_dict())['state_dict']
    assert back.keys() == published.keys()
    assert all(torch.equal(back[key], value) for key, value in published.items())
    assert 'clip' in families()


def test_a_file_that_open_clip_loads(published, tmp_path):
    model = CLIP(arch=ARCH)
    torch.save(revert('clip', model.state_dict()), tmp_path / 'clip.pt')
    network = open_clip.CLIP(**ARCH)
    open_clip.load_checkpoint(network, str(tmp_path / 'clip.pt'))
    images = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(network.eval().encode_image(images), model.eval().encode_image(images))


def test_an_archive_of_openai(published):
    numbers = {name: torch.tensor(32) for name in ('input_resolution', 'context_length', 'vocab_size')}
    converted = convert('clip', {**{key: value.half() for key, value in published.items()}, **numbers})
    assert {value.dtype for value in converted.values()} == {torch.float32}
    CLIP(arch=ARCH).load_state_dict(converted, strict=True)


def test_own_weights_stay(published):
    own = convert('clip', published)
    assert convert('clip', own).keys() == own.keys()


def test_what_has_no_place(published):
    with pytest.raises(ValueError, match="'fc.weight' is no entry of a published CLIP checkpoint"):
        convert('clip', {**published, 'fc.weight': torch.zeros(1)})
    with pytest.raises(ValueError, match="no CLIP with a vision transformer: 'visual.conv1.weight' is missing"):
        convert('clip', {'logit_scale': torch.zeros(())})
