"""Visual Parser."""
import pytest
import torch
from backbone_checks import (
    check_compiling,
    check_file,
    check_gradients,
    check_mixed_precision,
    check_refused_images,
    check_returned_maps,
)
from narrow_models import wake_up

from mmuvp.models.backbones import ViP
from mmuvp.models.backbones.vip import ARCHITECTURES
from mmuvp.models.layers.whole_decoder import WholeDecoder
from mmuvp.registry import MODELS

WIDTHS, PARTS = [8, 8, 16, 16], [5, 5, 5, 6]
PYRAMID = dict(
    strides=(1, 2, 2, 2), windows=(4, 3, 3, 3), blocks=(1, 2, 1, 1), channels=WIDTHS, num_heads=(2, 2, 4, 4),
    encoder_heads=(1, 2, 2, 4), num_parts=PARTS)
PLAIN = dict(strides=(4, ), windows=(5, ), blocks=(2, ), channels=(16, ), num_heads=(4, ), encoder_heads=(2, ),
             num_parts=(7, ))
VIP = dict(type='mmuvp.ViP', arch=PYRAMID)
DENSE = dict(VIP, out_type='both', out_norm=True, mask_padding=True)
ALL = pytest.mark.parametrize('config', [
    VIP, dict(VIP, out_type='parts', reasoning='attention'), dict(DENSE, shift_windows=True, reasoning=None),
    dict(VIP, arch=PLAIN, out_type='both'), dict(DENSE, arch=PLAIN), dict(DENSE, whole_position='sinusoidal'),
    dict(DENSE, whole_position='sinusoidal_input')],
    ids=['maps', 'parts', 'dense', 'plain', 'plain-dense', 'positions', 'input-positions'])


def build(config, **changes):
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    return wake_up(backbone)


@pytest.mark.parametrize('size', [(65, 33), (1, 70), (30, 1)])
@pytest.mark.parametrize(('stem', 'strides'), [('conv', (4, 8, 16, 32)), ('cifar', (2, 4, 8, 16))])
def test_maps_and_parts_of_any_size(size, stem, strides):
    *maps, parts = build(DENSE, stem=stem).eval()(torch.randn(1, 3, *size))
    for feature, width, stride in zip(maps, WIDTHS, strides, strict=True):
        assert feature.shape == (1, width, *(-(-length // stride) for length in size))
    assert parts.shape == (1, PARTS[-1], WIDTHS[-1])


@pytest.mark.parametrize('size', [(65, 33), (224, 224), (1, 70)])
def test_plain_keeps_one_resolution(size):
    feature, parts = build(DENSE, arch=PLAIN).eval()(torch.randn(1, 3, *size))
    assert feature.shape == (1, 16, *(-(-length // 16) for length in size))
    assert parts.shape == (1, 7, 16)


def test_parts_of_all_encoders_of_the_last_stage():
    x = torch.randn(1, 3, 40, 33)
    torch.manual_seed(0)
    final = build(DENSE, arch=PLAIN).eval()(x)[-1]
    torch.manual_seed(0)
    layers = build(DENSE, arch=PLAIN, all_parts=True).eval()(x)[-1]
    assert layers.shape == (3, 1, 7, 16)  # two blocks and one encoder more
    assert torch.equal(layers[-1], final)
    assert not torch.allclose(layers[0], layers[1])


def test_maps_alone_have_no_parts():
    with pytest.raises(ValueError, match='all_parts'):
        build(VIP, all_parts=True)


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(2, 3, 65, 49))


@ALL
def test_mixed_precision_agrees(config):
    check_mixed_precision(build(config), torch.randn(2, 3, 65, 49))


@ALL
def test_half_precision_is_finite(config):
    with torch.no_grad(), torch.autocast('cpu', torch.float16):
        assert all(x.isfinite().all() for x in build(config).eval()(torch.randn(2, 3, 65, 49)))


@ALL
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 33, 40))


@pytest.mark.slow
@pytest.mark.parametrize('config', [
    dict(DENSE, shift_windows=True, whole_position='sinusoidal'), dict(VIP, arch=PLAIN, out_type='parts')])
def test_compiles_as_one_graph(config):
    check_compiling(build(config), torch.randn(2, 3, 65, 49))


def test_images_of_a_batch_do_not_mix():
    backbone, x = build(DENSE).eval(), torch.randn(3, 3, 40, 50)
    for together, alone in zip(backbone(x), backbone(x[1:2]), strict=True):
        torch.testing.assert_close(together[1:2], alone, rtol=1e-4, atol=1e-5)


def test_what_is_no_picture_is_refused():
    check_refused_images(build(VIP))


def test_returned_maps():
    check_returned_maps(build(VIP), torch.randn(1, 3, 33, 33), (1, 3))


def test_masks_matter_where_windows_are_filled_up():
    """Maps of 96 pixels are 24, 12, 6 and 3: windows of 4 and 3 divide them; those of 100 pixels they do not."""
    backbone = build(VIP).eval()
    for size, equal in ((96, True), (100, False)):
        x = torch.randn(1, 3, size, size)
        backbone.mask_padding = False
        unmasked = backbone(x)
        backbone.mask_padding = True
        for a, b in zip(backbone(x), unmasked, strict=True):
            assert torch.allclose(a, b, rtol=1e-4, atol=1e-5) == equal


def test_padding_of_the_batch_is_told_by_its_zeros():
    backbone, x = build(DENSE).eval(), torch.randn(2, 3, 96, 96)
    padding = torch.zeros(2, 96, 96, dtype=torch.bool)
    padding[1, 70:], padding[1, :, 50:] = True, True
    x = x.masked_fill(padding[:, None], 0)
    found = backbone(x)
    assert all(torch.equal(a, b) for a, b in zip(found, backbone(x, padding), strict=True))
    backbone.mask_padding = False
    unmasked = backbone(x)
    assert all(torch.allclose(a[0], b[0], rtol=1e-4, atol=1e-5) for a, b in zip(found, unmasked, strict=True))
    assert not any(torch.allclose(a[1], b[1], rtol=1e-2) for a, b in zip(found, unmasked, strict=True))


@pytest.mark.parametrize('size', [(65, 33), (1, 70), (30, 1)])
def test_positions_of_the_whole(size):
    """Positions change maps and parts of any size, and have no parameters."""
    placed, plain = build(DENSE, whole_position='sinusoidal').eval(), build(DENSE).eval()
    plain.load_state_dict(placed.state_dict())
    x = torch.randn(1, 3, *size)
    for with_, without in zip(placed(x), plain(x), strict=True):
        assert with_.shape == without.shape
        assert not torch.equal(with_, without)


@pytest.mark.parametrize('whole_position', ['sinusoidal', 'sinusoidal_input', None])
def test_parts_do_not_see_padding(whole_position):
    """Of a map whose padding is masked, the parts are those of the map alone."""
    stage = build(VIP, whole_position=whole_position).stages[0].eval()
    x, parts = torch.randn(1, 64, 9, 7), torch.randn(1, 5, 64)
    padding = torch.ones(1, 12, 11, dtype=torch.bool)
    padding[:, :9, :7] = False
    larger = torch.nn.functional.pad(x, (0, 4, 0, 3))
    stage.downsample.weight.data[..., [0, 2], :] = 0  # pixels that are no image must not be mixed in
    stage.downsample.weight.data[..., [0, 2]] = 0
    alone = stage(x, parts, torch.zeros(1, 9, 7, dtype=torch.bool))
    among = stage(larger, parts, padding)
    torch.testing.assert_close(among[0][:, :9, :7], alone[0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(among[1], alone[1], rtol=1e-4, atol=1e-5)


def test_every_other_block_is_shifted():
    def shifted(**changes):
        return [module.shifted for module in build(VIP, **changes).modules() if isinstance(module, WholeDecoder)]

    assert shifted(shift_windows=True) == [False, True, False, True, False]
    assert not any(shifted())


def test_drop_path_grows_with_depth():
    backbone = MODELS.build(dict(VIP, drop_path=0.4, out_type='parts'))
    rates = [module.drop_path.drop_prob for stage in backbone.stages for module in stage.decoders]
    assert rates == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert backbone.stages[-1].last_encoder.drop_path.drop_prob == 0.4


def test_init_follows_the_published_rules():
    backbone = MODELS.build(dict(DENSE, arch='mobile'))
    backbone.init_weights()
    for name, parameter in backbone.named_parameters():
        if name.endswith('.bias'):
            assert (parameter == 0).all()
        elif parameter.dim() == 1:
            assert (parameter == 1).all()
        elif parameter.numel() > 1000:
            assert 0.016 < parameter.std() < 0.02, name  # truncated at two deviations


def test_parts_are_told_apart_by_positions_as_large_as_those_of_pixels():
    backbone = MODELS.build(dict(DENSE, arch='mobile', whole_position='sinusoidal'))
    backbone.init_weights()
    for name, parameter in backbone.named_parameters():
        if name.endswith('_position'):
            assert 0.8 < parameter.std() < 1.2, name


def test_number_of_parts_of_all_stages():
    backbone = build(VIP, num_parts=4, out_type='parts')
    assert backbone(torch.randn(2, 3, 33, 33))[0].shape == (2, 4, 16)
    assert backbone.parts.shape == (4, 64)


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(arch='huge'), "arch must be one of 'mobile', 'tiny'"),
    (dict(arch=dict(blocks=(1, ))), 'arch lacks .*strides'),
    (dict(num_parts=0), r'num_parts must be positive, not \(0, 0, 0, 0\)'),
    (dict(arch=dict(PYRAMID, windows=(8, 7, 7, 0))), 'windows must be positive'),
    (dict(arch=dict(PYRAMID, blocks=(1, 1))), 'an entry for each stage, but has'),
    (dict(arch=dict(PYRAMID, num_heads=(3, 3, 3, 3))), '3 heads do not divide 8 channels'),
    (dict(arch='tiny-plain', out_indices=(1, )), 'out_indices must be one of 0, not 1'),
    (dict(out_type='tokens'), "out_type must be one of 'maps', 'parts', 'both', not 'tokens'"),
    (dict(reasoning='mlp'), "reasoning must be one of 'linear', 'attention', None"),
    (dict(whole_position='learned'),
     "whole_position must be one of 'sinusoidal', 'sinusoidal_input', None, not 'learned'"),
    (dict(stem='axial'), "stem must be one of 'conv', 'cifar'")])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        ViP(**changes)


def test_sizes_of_the_published_code():
    assert ARCHITECTURES['tiny']['blocks'] == (1, 1, 2, 1)
    assert {name: sizes['num_parts'] for name, sizes in ARCHITECTURES.items() if name in ('medium', 'base')} == {
        'medium': (64, 64, 64, 128), 'base': (64, 64, 128, 128)}
