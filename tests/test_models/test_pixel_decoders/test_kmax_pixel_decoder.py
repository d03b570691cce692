import pytest
import torch
import torch.nn.functional as F
from narrow_models import WIDTHS, feature_maps, wake_up

from mmuvp.models.layers import bilinear_resize
from mmuvp.models.pixel_decoders import KMaXPixelDecoder


def build(**changes):
    decoder = KMaXPixelDecoder(**{**dict(
        in_channels=WIDTHS, base_channels=(16, 8, 4, 4), num_blocks=(1, 2, 1, 1), num_heads=4, span=8), **changes})
    decoder.init_weights()
    return wake_up(decoder)


@pytest.mark.parametrize('size', [(33, 65), (40, 72), (64, 64), (161, 161), (1, 1), (3, 50)])
def test_maps_keep_their_sizes(size):
    feats = feature_maps(*size)
    outputs = build()(feats)
    assert [o.shape for o in outputs] == [(2, c, *f.shape[-2:]) for c, f in zip((64, 32, 16, 16), feats[::-1],
                                                                                strict=True)]


def test_every_parameter_has_a_gradient():
    decoder, feats = build(), feature_maps(40, 33)
    sum(o.square().sum() for o in decoder(feats)).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in decoder.parameters())
    assert all(f.grad.any() for f in feats)


def test_stages_are_fused_from_coarse_to_fine():
    decoder, feats = build().eval(), feature_maps(33, 65)
    outputs = decoder(feats)
    coarse = decoder.stages[0](decoder.in_norms[0](feats[3]))
    torch.testing.assert_close(outputs[0], coarse)
    # the coarse map is projected before it is resized; both branches are activated first
    low = bilinear_resize(decoder.fusions[0].low[1](F.gelu(coarse)), feats[2].shape[-2:])
    high = decoder.fusions[0].high[1](F.gelu(decoder.in_norms[1](feats[2])))
    torch.testing.assert_close(outputs[1], decoder.stages[1](low + high))


def test_a_map_with_the_right_channels_is_not_projected():
    decoder = build(in_channels=(4, 12, 16, 24))
    assert not list(decoder.fusions[2].high.parameters())
    assert list(decoder.fusions[1].high.parameters())
    assert decoder(feature_maps(33, 33, widths=(4, 12, 16, 24)))[3].shape == (2, 16, 9, 9)


def test_five_maps_two_of_them_at_one_stride():
    widths = (8, 8, 12, 16, 24)
    decoder = build(in_channels=widths, base_channels=(16, 8, 4, 4, 4), num_blocks=(1,) * 5,
                    block_types=('axial', 'axial', 'bottleneck', 'bottleneck', 'bottleneck'))
    stem, *rest = feature_maps(33, 40, widths=widths[1:])
    assert [o.shape[-2:] for o in decoder([stem, stem, *rest])] == [(2, 2), (3, 3), (5, 5), (9, 10), (9, 10)]


def test_mixed_precision_agrees():
    decoder, feats = build().eval(), feature_maps(40, 33)
    with torch.autocast('cpu', torch.bfloat16):
        half = decoder(feats)
    for ours, expected in zip(half, decoder(feats), strict=True):
        assert (ours - expected).norm() < 0.03 * expected.norm()


def test_new_blocks_are_their_shortcuts():
    decoder = KMaXPixelDecoder(WIDTHS, (16, 8, 4, 4), num_heads=4, span=8)
    decoder.init_weights()
    for stage in decoder.stages:
        for block in stage:
            assert not block.expand.bn.weight.any()
    for layer in decoder.modules():
        if isinstance(layer, torch.nn.Conv2d) and layer.in_channels == 24 and layer.out_channels == 32:
            assert layer.weight.std().item() == pytest.approx(0.88 * (2 / 24) ** 0.5, rel=0.1)


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(num_blocks=(1, 1, 1)), 'equally long'),
    (dict(in_channels=(8, 12, 16)), 'equally long'),
    (dict(block_types=('axial', 'axial', 'bottleneck', 'conv')), 'conv')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        build(**changes)
