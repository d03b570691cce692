"""The backbone of PS-ViT."""
import pytest
import torch
from backbone_checks import check_file, check_gradients, check_refused_images
from torch import nn

from mmuvp.models.backbones import PSViT
from mmuvp.registry import MODELS

ARCH = dict(embed_dims=16, num_layers=4, num_heads=2, feedforward_channels=24, stem_blocks=(8, 16))
SMALL = dict(type='mmuvp.PSViT', arch=ARCH, num_samples=3, num_iterations=2, stem_channels=4)
ALL = pytest.mark.parametrize('config', [
    SMALL, dict(SMALL, share_iterations=True, num_iterations=3), dict(SMALL, num_iterations=1, stem='deep_conv'),
    dict(SMALL, num_iterations=4, stem='cifar', drop_rate=0.1, drop_path_rate=0.1)],
    ids=['plain', 'shared', 'one', 'cifar'])


def build(config=SMALL, **changes):
    """A backbone whose points move."""
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    for offset in backbone.sampling.offsets:
        nn.init.normal_(offset.weight, std=0.3)
    return backbone


@ALL
@pytest.mark.parametrize('size', [(65, 33), (1, 70), (3, 2), (1, 1)])
def test_images_of_any_size(config, size):
    backbone, x = build(config).eval(), torch.randn(2, 3, *size)
    shapes = dict(cls_token=(2, 16), avg_featmap=(2, 16), raw=(2, 10, 16))
    for out_type, shape in shapes.items():
        backbone.out_type = out_type
        outputs = backbone(x)
        assert [output.shape for output in outputs] == [shape]
        assert outputs[0].isfinite().all()


def test_outputs_are_of_the_same_tokens():
    backbone, x = build().eval(), torch.randn(2, 3, 33, 33)
    outputs = {}
    for backbone.out_type in ('raw', 'cls_token', 'avg_featmap'):
        outputs[backbone.out_type] = backbone(x)[0]
    assert torch.equal(outputs['cls_token'], outputs['raw'][:, 0])
    assert torch.equal(outputs['avg_featmap'], outputs['raw'][:, 1:].mean(dim=1))


@pytest.mark.parametrize(('stem', 'size'), [('conv', (9, 17)), ('deep_conv', (9, 17)), ('cifar', (17, 33))])
def test_what_it_tells_of_its_insides(stem, size):
    seen = {}
    build(stem=stem)(torch.randn(2, 3, 33, 65), seen)
    assert seen['features'].shape == (2, 16, *size)
    assert [points.shape for points in seen['points']] == [(2, 9, 2)] * 2
    assert [offset.shape for offset in seen['offsets']] == [(2, 9, 2)]
    step = torch.tensor(size) / 3
    torch.testing.assert_close(seen['points'][0][:, 5], torch.stack([1.5 * step[0], 2.5 * step[1]]).expand(2, -1))


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(4, 3, 65, 49))


def test_offsets_start_at_zero_and_learn():
    backbone, seen = MODELS.build(SMALL), {}
    backbone.init_weights()
    backbone(torch.randn(2, 3, 65, 49), seen)[0].sin().sum().backward()
    assert not seen['offsets'][0].any()
    assert backbone.sampling.offsets[0].bias.grad.any()
    assert backbone.sampling.offsets[0].weight.grad.any()


@ALL
def test_mixed_precision_agrees(config):
    backbone, x = build(config).eval(), torch.randn(4, 3, 65, 65)
    with torch.no_grad():
        full = backbone(x)[0]
        with torch.autocast('cpu', torch.bfloat16):
            half = backbone(x)[0]
        weights = backbone.bfloat16()(x.bfloat16())[0]
    assert (half - full).norm() < 0.05 * full.norm()
    assert (weights - full).norm() < 0.1 * full.norm()


@ALL
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 33, 33))


@pytest.mark.slow
@pytest.mark.parametrize('config', [SMALL, dict(SMALL, share_iterations=True)], ids=['plain', 'shared'])
def test_compiles_as_one_graph(config):
    torch.compiler.reset()
    backbone = build(config).eval()
    compiled = torch.compile(backbone, fullgraph=True, backend='aot_eager')
    for size in ((65, 49), (33, 70)):
        x = torch.randn(1, 3, *size)
        with torch.no_grad():
            torch.testing.assert_close(compiled(x), backbone(x), rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_a_gradient_step_compiles():
    torch.compiler.reset()
    backbone, x = build().eval(), torch.randn(2, 3, 33, 33)
    gradients = []
    for forward in (backbone, torch.compile(backbone, fullgraph=True, backend='aot_eager')):
        backbone.zero_grad()
        forward(x)[0].sin().sum().backward()
        gradients.append([p.grad.clone() for p in backbone.parameters()])
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-5)


def test_weights_are_shared_by_iterations_only_where_asked():
    def count(**changes):
        return sum(p.numel() for p in build(num_iterations=3, **changes).parameters())

    backbone = build(num_iterations=3)
    layer, offset = backbone.sampling.layers[0], backbone.sampling.offsets[0]
    saved = sum(p.numel() for p in [*layer.parameters()] * 2 + [*offset.parameters()])
    assert count() - count(share_iterations=True) == saved


def test_drop_path_grows_with_depth():
    def rates(layers):
        return [layer.attn.out_drop.drop_prob for layer in layers]

    backbone = build(drop_path_rate=0.3)
    assert rates([*backbone.sampling.layers, *backbone.layers]) == pytest.approx([0, 0.1, 0.2, 0.3])
    backbone = build(drop_path_rate=0.3, num_iterations=3, share_iterations=True)
    assert rates([*backbone.sampling.layers, *backbone.layers]) == pytest.approx([0.1, 0.3])


@pytest.mark.parametrize(('arch', 'layers', 'channels'), [('ti', 12, 192), ('b', 14, 384)])
def test_sizes_of_the_paper(arch, layers, channels):
    """Table 2: four of the layers belong to the sampling."""
    with torch.device('meta'):
        backbone = PSViT(arch)
    assert (len(backbone.sampling.layers), len(backbone.layers)) == (4, layers - 4)
    assert backbone.cls_token.shape == (1, 1, channels)
    assert {layer.attn.num_heads for layer in backbone.layers} == {channels // 64}
    assert backbone.layers[0].ffn.layers[0][0].out_features == 3 * channels


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(arch='large'), "arch must be one of 'ti', 'tiny', 'b', 'base', not 'large'"),
    (dict(arch=dict(embed_dims=16)), 'arch lacks'),
    (dict(arch=dict(ARCH, depth=3)), "arch has unknown keys \\['depth'\\]"),
    (dict(arch=dict(ARCH, num_heads=3)), '3 heads do not divide embed_dims 16'),
    (dict(arch=dict(ARCH, stem_blocks=(8, 32))), 'must be embed_dims, 16'),
    (dict(stem_channels=5), 'stem_channels 5 do not divide the 8'),
    (dict(stem='patch'), 'stem must be one of'),
    (dict(out_type='featmap'), 'out_type must be one of'),
    (dict(num_iterations=5), 'num_iterations must be from 1 to the 4 layers, not 5'),
    (dict(num_iterations=0), 'num_iterations'),
    (dict(num_samples=0), 'num_samples must be at least 1')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        PSViT(**{**{key: value for key, value in SMALL.items() if key != 'type'}, **changes})


def test_what_is_no_picture_is_refused():
    check_refused_images(build())
