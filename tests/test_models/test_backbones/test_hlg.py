"""Hierarchical Local-Global transformer."""
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
from torch import nn

from mmuvp.models.backbones import HLG
from mmuvp.models.backbones.hlg import ARCH_ZOO
from mmuvp.models.layers.hlg_layer import HLGLayer
from mmuvp.models.layers.local_global_attention import LocalGlobalAttention, MapAttention
from mmuvp.registry import MODELS

CHANNELS = (8, 16, 16, 32)
NARROW = dict(channels=CHANNELS, num_heads=(2, 2, 4, 4), depths=(2, 1, 2, 1))
SHALLOW = dict(NARROW, depths=(2, 1, 1, 1))
CLASSIFIER = dict(type='mmuvp.HLG', arch=NARROW)
DENSE = dict(CLASSIFIER, out_indices=(0, 1, 2, 3), norm_stages=True)
PLAIN = dict(DENSE, mlp='plain', local=False, smoothing=False, dilated_window=None)
PUBLISHED = dict(DENSE, stem_kernel=3, window_position='published', window_embedding='dwconv')
MASKED = dict(DENSE, mask_padding=True, own_keys=True, dilated_window=5, window_embedding='dwconv')
ALL = pytest.mark.parametrize('config', [CLASSIFIER, DENSE, PLAIN, PUBLISHED, MASKED],
                              ids=['classifier', 'dense', 'plain', 'published', 'masked'])


def build(config, **changes):
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    return backbone


def layers(backbone, kind):
    return [module for module in backbone.modules() if isinstance(module, kind)]


@ALL
@pytest.mark.parametrize('size', [(65, 33), (1, 70), (224, 224)])
def test_maps_of_any_size(config, size):
    with torch.no_grad():
        maps = build(config, out_indices=(0, 1, 2, 3)).eval()(torch.randn(1, 3, *size))
    for feature, width, stride in zip(maps, CHANNELS, (4, 8, 16, 32), strict=True):
        assert feature.shape == (1, width, *(-(-length // stride) for length in size))
        assert feature.isfinite().all()


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(2, 3, 65, 97))


@ALL
def test_mixed_precision_agrees(config):
    # norms of narrow maps enlarge what was rounded before them, layer by layer; two wide stages show mistakes alone
    wide = dict(channels=(64, ) * 4, num_heads=(2, 2, 4, 4), depths=(1, 2, 1, 1))
    check_mixed_precision(build(config, arch=wide, out_indices=(1, )), torch.randn(2, 3, 65, 49))


@ALL
def test_half_precision_is_finite(config):
    with torch.no_grad(), torch.autocast('cpu', torch.float16):
        assert all(x.isfinite().all() for x in build(config).eval()(torch.randn(2, 3, 65, 49)))


@ALL
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 33, 40))


@pytest.mark.slow
@pytest.mark.parametrize('config', [DENSE, MASKED], ids=['dense', 'masked'])
def test_compiles_as_one_graph(config):
    check_compiling(build(config, arch=SHALLOW), torch.randn(2, 3, 65, 97))


def test_what_is_no_picture_is_refused():
    check_refused_images(build(CLASSIFIER))


def test_returned_maps():
    check_returned_maps(build(DENSE), torch.randn(1, 3, 33, 33), (1, 3))


def test_images_of_a_batch_do_not_mix():
    backbone, x = build(MASKED).eval(), torch.randn(3, 3, 65, 49)
    for together, alone in zip(backbone(x), backbone(x[1:2]), strict=True):
        torch.testing.assert_close(together[1:2], alone, rtol=1e-4, atol=1e-5)


def test_channels_that_a_bottleneck_cannot_divide():
    backbone = build(CLASSIFIER, arch=dict(SHALLOW, channels=(2, 4, 8, 16), num_heads=(1, ) * 4)).eval()
    assert backbone(torch.randn(1, 3, 33, 33))[0].shape == (1, 16, 2, 2)


def test_plain_and_dilated_windows_alternate():
    backbone = build(CLASSIFIER, dilated_window=5)
    found = [(layer.dilated, layer.window) for layer in layers(backbone, LocalGlobalAttention)]
    assert found == [(False, 7), (True, 5), (False, 7), (False, 7), (True, 5)]
    assert not any(layer.dilated for layer in layers(build(PLAIN), LocalGlobalAttention))
    assert len(layers(backbone, MapAttention)) == 1


def test_stages_continue_from_the_maps_that_dense_tasks_see():
    backbone = build(DENSE).eval()
    inputs = []
    for stage in backbone.stages[1:]:
        stage.register_forward_pre_hook(lambda _, args: inputs.append(args[0]))
    maps = backbone(torch.randn(1, 3, 64, 64))
    assert all(torch.equal(x, feature) for x, feature in zip(inputs, maps[:3], strict=True))
    for feature in maps:
        assert feature.mean(dim=1).abs().max() < 1e-5


def test_a_classifier_has_one_norm_and_the_weights_of_a_dense_backbone():
    classifier, dense = build(CLASSIFIER).state_dict(), build(DENSE).state_dict()
    missing = dense.keys() - classifier.keys()
    assert missing == {f'norms.{stage}.{name}' for stage in range(3) for name in ('weight', 'bias')}
    assert classifier.keys() <= dense.keys()


def test_masks_matter_where_windows_are_filled_up():
    """Maps of 112 pixels are 28, 14 and 7 at strides that have windows of 7; those of 100 are 25, 13 and 7."""
    backbone = build(DENSE).eval()
    attentions = layers(backbone, LocalGlobalAttention)
    for size, equal in ((112, True), (100, False)):
        x = torch.randn(1, 3, size, size)
        results = []
        for masked in (False, True):
            for attention in attentions:
                attention.mask_padding = masked
            results.append(backbone(x)[2])
        assert torch.allclose(*results, rtol=1e-4, atol=1e-5) == equal


def test_drop_path_grows_with_depth():
    backbone = build(CLASSIFIER, drop_path_rate=0.5)
    rates = [layer.drop_path.drop_prob for layer in layers(backbone, HLGLayer)]
    assert rates == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert rates == [layer.attention.drop_path.drop_prob for layer in layers(backbone, HLGLayer)]


def test_init():
    backbone = build(CLASSIFIER, arch='mobile')
    for module in backbone.modules():
        if isinstance(module, nn.Linear) and module.weight.numel() > 1000:
            assert 0.016 < module.weight.std() < 0.02
        elif isinstance(module, nn.Conv2d) and module.weight.numel() > 1000:
            fan_out = module.weight[0, 0].numel() * module.out_channels / module.groups
            assert module.weight.std().item() == pytest.approx((2 / fan_out) ** 0.5, rel=0.15)
    assert all((p == 0).all() for name, p in backbone.named_parameters() if name.endswith('bias'))


def test_depths_are_those_of_the_parameter_counts():
    assert {name: arch['depths'][2] for name, arch in ARCH_ZOO.items()} == dict(
        mobile=2, tiny=6, small=6, medium=18, large=18)


@pytest.mark.parametrize(('arch', 'published'), [
    ('mobile', 4.350), ('tiny', 11.036), ('small', 24.273), ('medium', 47.831), ('large', 84.356)])
def test_published_parameters(arch, published):
    """Those of the published code with a classifier of 1000 classes, in millions."""
    with torch.device('meta'):
        backbone = HLG(arch, stem_kernel=3)
    count = sum(p.numel() for p in backbone.parameters()) + 1000 * (ARCH_ZOO[arch]['channels'][-1] + 1)
    assert count / 1e6 == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(arch='huge'), "arch must be one of 'mobile', 'tiny', 'small', 'medium', 'large', not 'huge'"),
    (dict(arch=dict(channels=(8, ))), "arch lacks .*'depths', 'num_heads'"),
    (dict(arch=dict(NARROW, depths=(1, 1))), r'depths must be one for each of 4 stages, not \(1, 1\)'),
    (dict(arch=dict(NARROW, channels=(8, 12, 16, 32))), 'must be a multiple of those of the stage before'),
    (dict(arch=dict(NARROW, num_heads=(3, 3, 3, 3))), '3 heads do not divide 8 channels'),
    (dict(out_indices=(4, )), 'out_indices must be one of 0, 1, 2, 3, not 4'),
    (dict(mlp='dense'), "mlp must be one of 'depthwise', 'plain', not 'dense'"),
    (dict(window=0), 'window must be positive, not 0'),
    (dict(dilated_window=0), 'window must be positive, not 0'),
    (dict(arch=dict(NARROW, num_heads=4)), 'num_heads must be one for each of 4 stages, not 4'),
    (dict(arch=dict(NARROW, depths=(2, 0, 2, 1))), r'depths must be positive, not \(2, 0, 2, 1\)'),
    (dict(window_embedding='median'), "window_embedding must be one of 'mean', 'max', 'dwconv', not 'median'"),
    (dict(window_position='corner'), "window_position must be one of 'centre', 'published', not 'corner'"),
    (dict(stem_kernel=2), 'stem_kernel must be one of 1, 3, not 2')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        HLG(**changes)
