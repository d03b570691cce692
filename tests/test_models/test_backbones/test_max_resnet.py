import io

import pytest
import torch
from narrow_models import wake_up
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.backbones import MaXResNet
from mmuvp.models.layers import PreActAxialBlock, PreActBottleneck

WIDTHS = [8, 16, 32, 64, 128]


def build(**changes):
    backbone = MaXResNet(**{**dict(num_blocks=(1, 2, 2, 1), base_channels=4, num_heads=4, span=6), **changes})
    backbone.init_weights()
    return wake_up(backbone)


@pytest.mark.parametrize('size', [(65, 33), (64, 40), (1, 70), (5, 1)])
@pytest.mark.parametrize('output_stride', [16, 32])
def test_maps_of_any_size(size, output_stride):
    maps = build(out_indices=range(5), output_stride=output_stride).eval()(torch.randn(2, 3, *size))
    for feature, width, stride in zip(maps, WIDTHS, (2, 4, 8, 16, output_stride), strict=True):
        assert feature.shape == (2, width, *(-(-length // stride) for length in size))
        assert (feature >= 0).all()


def test_attention_begins_where_the_input_has_stride_16():
    kinds = [[type(block) for block in stage] for stage in MaXResNet().stages]
    assert kinds == [[PreActBottleneck] * 3, [PreActBottleneck] * 4, [PreActBottleneck] + [PreActAxialBlock] * 5,
                     [PreActAxialBlock] * 3]


def test_returned_maps():
    x = torch.randn(1, 3, 33, 33)
    backbone = build(out_indices=range(5)).eval()
    everything = backbone(x)
    backbone.out_indices = (4, 1)
    assert all(torch.equal(a, b) for a, b in zip(backbone(x), (everything[4], everything[1]), strict=True))


def test_every_parameter_has_a_gradient():
    backbone = build(out_indices=range(5))
    sum(feature.square().mean() for feature in backbone(torch.randn(2, 3, 65, 49))).backward()
    assert [n for n, p in backbone.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def test_mixed_precision_agrees():
    backbone, x = build(), torch.randn(4, 3, 65, 65)
    with torch.no_grad():
        for _ in range(30):  # statistics of a network in use
            backbone(x)
        backbone.eval()
        full = backbone(x)
        with torch.autocast('cpu', torch.bfloat16):
            half = backbone(x)
    for a, b in zip(half, full, strict=True):
        assert (a - b).norm() < 0.05 * b.norm()


def test_weights_survive_a_file():
    backbone, file = build(), io.BytesIO()
    torch.save(backbone.state_dict(), file)
    file.seek(0)
    other = build()
    other.load_state_dict(torch.load(file, weights_only=True), strict=True)
    x = torch.randn(1, 3, 33, 33)
    assert all(torch.equal(a, b) for a, b in zip(backbone.eval()(x), other.eval()(x), strict=True))


@pytest.mark.slow
def test_compiles_as_one_graph():
    torch.compiler.reset()
    backbone, x = build().eval(), torch.randn(1, 3, 65, 49)
    with torch.no_grad():
        compiled = torch.compile(backbone, fullgraph=True, backend='aot_eager')(x)
        for a, b in zip(compiled, backbone(x), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('frozen', [-1, 0, 1, 3])
def test_frozen_stages_neither_learn_nor_count(frozen):
    backbone = build(frozen_stages=frozen).train()
    parts = [backbone.stem, *backbone.stages]
    for index, part in enumerate(parts):
        fixed = index < frozen
        assert all(p.requires_grad != fixed for p in part.parameters())
        assert all(m.training != fixed for m in part.modules())


def test_norms_may_keep_their_statistics():
    norms = [m for m in build(norm_eval=True).train().modules() if isinstance(m, _BatchNorm)]
    assert norms
    assert not any(norm.training for norm in norms)


@pytest.mark.parametrize('changes', [dict(output_stride=8), dict(out_indices=(1, 5)), dict(out_indices=(-1,))])
def test_wrong_arguments_are_named(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        MaXResNet(**changes)
