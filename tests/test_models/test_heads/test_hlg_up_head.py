"""SETR-PUP's head for the maps of HLG."""
import io

import pytest
import torch

from mmuvp.models.heads import HLGUpHead

WIDTHS = [8, 16, 16, 32]
SETTINGS = dict(in_channels=WIDTHS, in_index=[0, 1, 2, 3], embed_dims=32, num_heads=2, num_classes=5,
                norm_cfg=dict(type='BN'), align_corners=False)
PUBLISHED = dict(channels=32)
TEXT = dict(channels=16, fuse_index=2, window=3, interval=None, num_steps=4)


def maps(height, width, batch=2):
    """Maps of strides 4 to 32 of an image of any size."""
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(batch, channels, -(-height // stride), -(-width // stride), generator=generator)
            for channels, stride in zip(WIDTHS, (4, 8, 16, 32), strict=True)]


@pytest.mark.parametrize('size', [(65, 97), (160, 32), (1, 1), (224, 224)])
def test_logits_have_the_size_of_the_largest_map(size):
    feats = maps(*size)
    logits = HLGUpHead(**SETTINGS, **PUBLISHED).eval()(feats)
    assert logits.shape == (2, 5, *feats[0].shape[2:])
    assert logits.isfinite().all()


@pytest.mark.parametrize('size', [(65, 97), (160, 32), (1, 1)])
def test_steps_lead_from_stride_16_to_full_size(size):
    feats = maps(*size)
    height, width = feats[2].shape[2:]
    assert HLGUpHead(**SETTINGS, **TEXT).eval()(feats).shape == (2, 5, 16 * height, 16 * width)


@pytest.mark.parametrize('variant', [PUBLISHED, TEXT], ids=['published', 'text'])
def test_all_parameters_get_gradients_and_bf16_agrees(variant):
    torch.manual_seed(0)
    head = HLGUpHead(**SETTINGS, **variant)
    feats = maps(130, 161)
    head(feats).square().mean().backward()
    assert [name for name, p in head.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0] == []
    head.eval()
    with torch.no_grad():
        full = head(feats)
        with torch.autocast('cpu', torch.bfloat16):
            half = head(feats)
    assert (half - full).norm() < 0.05 * full.norm()


def test_every_stage_and_far_pixels_have_a_say():
    """A change of one pixel of any map changes the logits at the other end."""
    torch.manual_seed(0)
    head = HLGUpHead(**SETTINGS, **PUBLISHED).eval()
    feats = maps(128, 160)
    with torch.no_grad():
        before = head(feats)
        for i in range(len(feats)):
            changed = [x.clone() for x in feats]
            changed[i][..., 0, 0] += 5
            assert (head(changed) - before)[..., -1, -1].abs().max() > 1e-6


def test_compiled_it_is_the_same():
    torch.compiler.reset()
    torch.manual_seed(0)
    head = HLGUpHead(**SETTINGS, **PUBLISHED).eval()
    feats = maps(65, 97, batch=1)
    with torch.no_grad():
        compiled = torch.compile(head, fullgraph=True, backend='aot_eager')(feats)
        torch.testing.assert_close(compiled, head(feats), rtol=1e-4, atol=1e-5)


def test_weights_pass_through_a_file():
    head, other = (HLGUpHead(**SETTINGS, **PUBLISHED).eval() for _ in range(2))
    file = io.BytesIO()
    torch.save(head.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))
    assert torch.equal(head(maps(65, 97)), other(maps(65, 97)))


def test_settings_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match='without steps channels must be embed_dims, 32, not 16'):
        HLGUpHead(**SETTINGS, channels=16)
    with pytest.raises(ValueError, match='fuse_index must be one of 4 maps, not 4'):
        HLGUpHead(**SETTINGS, **{**PUBLISHED, 'fuse_index': 4})
    with pytest.raises(ValueError, match='window must be positive, not 0'):
        HLGUpHead(**SETTINGS, **PUBLISHED, interval=0)
