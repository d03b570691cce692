"""GroupViT's image encoder."""
import pytest
import torch
from backbone_checks import (
    check_compiling,
    check_file,
    check_gradients,
    check_mixed_precision,
    check_refused_images,
)
from torch.nn import functional as F

from mmuvp.models.backbones import GroupViT
from mmuvp.models.backbones.group_vit import ARCH_ZOO
from mmuvp.models.layers.group_assignment import GroupAssignment, one_group_each
from mmuvp.registry import MODELS

CHANNELS = 16
TWO_STAGE = dict(
    type='mmuvp.GroupViT', img_size=32, patch_size=8,
    arch=dict(channels=CHANNELS, num_heads=2, num_blocks=(1, 1, 1), num_groups=(6, 3), num_segments=(6, 3)))
ONE_STAGE = dict(TWO_STAGE, arch=dict(
    channels=CHANNELS, num_heads=2, num_blocks=(2, 1), num_groups=(6, ), num_segments=(4, )))
PLAIN = dict(TWO_STAGE, arch=dict(channels=CHANNELS, num_heads=2, num_blocks=(2, ), num_groups=(), num_segments=()))
ALL = pytest.mark.parametrize('config', [
    TWO_STAGE, ONE_STAGE, dict(TWO_STAGE, hard_assignment=False), dict(ONE_STAGE, out_type='pooled')],
    ids=['two-stage', 'one-stage', 'soft', 'pooled'])


def build(config, **changes):
    """A backbone that tells images apart."""
    torch.manual_seed(0)
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    with torch.no_grad():
        for parameter in backbone.parameters():
            if parameter.dim() > 1:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    return backbone


@pytest.mark.parametrize('size', [(32, 32), (33, 70), (8, 8), (15, 97)])
@pytest.mark.parametrize(('config', 'groups'), [(TWO_STAGE, 3), (ONE_STAGE, 4)], ids=['two-stage', 'one-stage'])
def test_images_of_any_size(config, groups, size):
    backbone, images = build(config).eval(), torch.randn(2, 3, *size)
    (segments, ), between = backbone(images, return_intermediates=True)
    assert segments.shape == (2, groups, CHANNELS)
    assert between['grid'] == (size[0] // 8, size[1] // 8)
    tokens = between['grid'][0] * between['grid'][1]
    for soft, hard, merged in zip(between['soft_assignments'], between['hard_assignments'], between['segments'],
                                  strict=True):
        assert soft.shape == hard.shape == (2, merged.shape[1], tokens)
        torch.testing.assert_close(soft.sum(dim=1), torch.ones(2, tokens))
        assert torch.equal(hard.argmax(dim=1), soft.argmax(dim=1))
        assert torch.equal(hard.sum(dim=1), torch.ones(2, tokens))
        tokens = merged.shape[1]


def test_what_is_left_of_a_patch_is_not_looked_at():
    backbone, images = build(TWO_STAGE).eval(), torch.randn(1, 3, 35, 39)
    torch.testing.assert_close(backbone(images)[0], backbone(images[..., :32, :32])[0])


def test_a_network_that_does_not_group_returns_its_patches():
    (tokens, ), between = build(PLAIN).eval()(torch.randn(1, 3, 40, 32), return_intermediates=True)
    assert tokens.shape == (1, 20, CHANNELS)
    assert between['soft_assignments'] == between['segments'] == ()


def test_the_pooled_image_is_the_mean_of_its_segments():
    images = torch.randn(2, 3, 32, 40)
    segments, = build(TWO_STAGE).eval()(images)
    pooled, = build(TWO_STAGE, out_type='pooled').eval()(images)
    torch.testing.assert_close(pooled, segments.mean(dim=1))


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(2, 3, 32, 40))


def test_mixed_precision_agrees():
    """Where no arg-max stands between them."""
    check_mixed_precision(build(TWO_STAGE, hard_assignment=False), torch.randn(2, 3, 32, 40))


def test_half_precision_assigns_in_full_precision():
    backbone, images = build(TWO_STAGE).eval(), torch.randn(2, 3, 32, 40)
    with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):
        (segments, ), between = backbone(images, return_intermediates=True)
    assert segments.isfinite().all()
    assert all(soft.dtype == torch.float32 for soft in between['soft_assignments'])


@ALL
def test_weights_survive_a_file(config):
    check_file(build(config), MODELS.build(config), torch.randn(1, 3, 32, 40))


@pytest.mark.slow
@ALL
def test_compiling(config):
    check_compiling(build(config), torch.randn(1, 3, 32, 40))


def test_refused_images():
    check_refused_images(build(TWO_STAGE))
    with pytest.raises(ValueError, match='not be smaller than a patch of 8 pixels, but are 7x40'):
        build(TWO_STAGE)(torch.zeros(1, 3, 7, 40))


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(arch='three-stage'), "arch must be one of 'one-stage', 'two-stage', not 'three-stage'"),
    (dict(out_type='map'), "out_type must be one of 'segments', 'pooled', not 'map'"),
    (dict(arch=dict(TWO_STAGE['arch'], num_groups=(6, ))),
     r'num_groups must have a positive number for each of the 3 stages but the last, not \(6,\)'),
    (dict(arch=dict(TWO_STAGE['arch'], num_segments=(6, 0))), 'num_segments must have a positive number'),
    (dict(arch=dict(TWO_STAGE['arch'], num_heads=3)), '3 heads do not divide 16 channels')])
def test_refused_settings(changes, message):
    with pytest.raises(ValueError, match=message):
        build(TWO_STAGE, **changes)


def test_positions_of_another_grid_are_resized_as_they_are_loaded():
    state, other = build(TWO_STAGE).state_dict(), build(TWO_STAGE, img_size=48)
    other.load_state_dict(state)
    table = state['pos_embed'].unflatten(1, (4, 4)).permute(0, 3, 1, 2)
    expected = F.interpolate(table, size=(6, 6), mode='bicubic', align_corners=False).flatten(2).mT
    torch.testing.assert_close(other.pos_embed.data, expected)
    other.load_state_dict(other.state_dict())
    torch.testing.assert_close(other.pos_embed.data, expected)


def test_initial_weights():
    backbone = MODELS.build(TWO_STAGE)
    backbone.init_weights()
    first, second = (stage.group_tokens for stage in backbone.stages[:2])
    assert 0.01 < first.std() < 0.03
    assert not second.any()
    for name, parameter in backbone.named_parameters():
        if name.endswith('bias') and not name.startswith('patch_embed.projection'):
            assert not parameter.any(), name


@pytest.mark.parametrize(('arch', 'millions'), [('two-stage', 28.837), ('one-stage', 25.255)])
def test_parameters_are_as_many_as_published(arch, millions):
    with torch.device('meta'):
        backbone = GroupViT(arch)
    assert sum(p.numel() for p in backbone.parameters()) / 1e6 == pytest.approx(millions, abs=1e-3)
    assert backbone.embed_dims == ARCH_ZOO[arch]['channels']


def test_drop_path_rises_over_all_blocks():
    blocks = [block for stage in GroupViT(ONE_STAGE['arch'], 32, 8, drop_path_rate=0.2).stages
              for block in stage.blocks]
    rates = [getattr(block.attn.out_drop, 'drop_prob', 0) for block in blocks]
    assert rates == pytest.approx([0, 0.1, 0.2])


class TestGroupAssignment:
    """Equations 2 to 5."""

    @pytest.fixture
    def inputs(self):
        torch.manual_seed(0)
        return torch.randn(2, 5, CHANNELS), torch.randn(2, 30, CHANNELS)

    def test_equations(self, inputs):
        groups, tokens = inputs
        layer = GroupAssignment(CHANNELS).eval()
        received, soft = layer(groups, tokens)
        logits = torch.einsum('bgc,bnc->bgn', layer.query(groups), layer.key(tokens)) / CHANNELS ** 0.5
        torch.testing.assert_close(soft, logits.exp() / logits.exp().sum(dim=1, keepdim=True))
        value, winner = layer.value(tokens), logits.argmax(dim=1)
        for image in range(2):
            for group in range(5):
                own = value[image, winner[image] == group]
                mean = own.sum(dim=0) / (len(own) + 1)
                torch.testing.assert_close(received[image, group], layer.projection(mean))

    def test_a_hard_assignment_has_the_gradient_of_the_soft_one(self):
        logits = torch.randn(2, 5, 30, requires_grad=True)
        weights, layer = torch.randn(2, 5, 30), GroupAssignment(CHANNELS).eval()
        soft = logits.softmax(dim=1)
        hard = layer._assign(logits, soft)
        torch.testing.assert_close(hard, one_group_each(soft))
        found, = torch.autograd.grad((hard * weights).sum(), logits, retain_graph=True)
        expected, = torch.autograd.grad((soft * weights).sum(), logits)
        torch.testing.assert_close(found, expected)

    def test_groups_are_drawn_by_their_probabilities(self):
        torch.manual_seed(0)
        logits = torch.tensor([0.5, 0.3, 0.2]).log()[None, :, None].expand(1, 3, 20000)
        drawn = GroupAssignment(CHANNELS)._assign(logits, logits.softmax(dim=1))
        assert set(drawn.unique().tolist()) == {0, 1}
        torch.testing.assert_close(drawn.mean(dim=2)[0], torch.tensor([0.5, 0.3, 0.2]), atol=0.015, rtol=0)

    def test_a_soft_assignment_has_no_noise(self, inputs):
        layer = GroupAssignment(CHANNELS, hard=False)
        assert torch.equal(layer(*inputs)[0], layer.eval()(*inputs)[0])
