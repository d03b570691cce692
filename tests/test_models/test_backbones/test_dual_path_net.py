import io

import pytest
import torch
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.backbones import DualPathNet, WideResNet
from mmuvp.models.layers import PreActAxialBlock, PreActBasicBlock, PreActBottleneck

SLOTS, MEMORY = 6, 16
BASIC, BOTTLENECK = 'mmuvp.PreActBasicBlock', 'mmuvp.PreActBottleneck'


def stage(stride, kind, channels, num_blocks=1):
    return dict(stride=stride, num_blocks=num_blocks, block=dict(type=kind, channels=channels))


SMALL = dict(
    encoder=dict(type='mmuvp.MaXResNet', output_stride=16, num_blocks=(1, 1, 2, 1), base_channels=4, num_heads=4,
                 span=6),
    decoder=[stage(16, BOTTLENECK, 32), stage(8, BOTTLENECK, 8), stage(4, BOTTLENECK, 4)],
    first_stage=3,
    reduction=8)
LARGE = dict(
    encoder=dict(type='mmuvp.WideResNet', base_channels=8, num_blocks=(1, 1, 1, 2, 1), axial=True, num_heads=4, span=6,
                 decoder=[stage(8, BASIC, 32), stage(4, BASIC, 16), stage(8, BASIC, 32), stage(16, BOTTLENECK, 32)]),
    decoder=[stage(16, BOTTLENECK, 32, 2), stage(8, BASIC, 32), stage(4, BASIC, 16)],
    reduction=4,
    semantic_stages=(6,))


def build(config, **changes):
    narrow = dict(num_queries=SLOTS, memory_channels=MEMORY, ffn_channels=20, num_heads=2)
    net = DualPathNet(**{**config, **narrow, **changes})
    net.init_weights()
    silent = [m for m in net.modules() if isinstance(m, _BatchNorm) and not m.weight.any()]
    for norm in silent:  # weights as large as in narrower nets would amplify rounding a thousandfold in L
        torch.nn.init.normal_(norm.weight, std=0.1)
    return net


@pytest.fixture(params=[SMALL, LARGE], ids=['S', 'L'])
def config(request):
    return request.param


@pytest.mark.parametrize('size', [(65, 33), (64, 40), (50, 1), (1, 1)])
def test_maps_and_memory_of_any_size(config, size):
    *maps, panoptic, memory = build(config).eval()(torch.randn(2, 3, *size))
    assert memory.shape == (2, MEMORY, SLOTS)
    assert panoptic.shape == (2, 16, *(-(-length // 4) for length in size))
    assert len(maps) == (3 if config is SMALL else 1)
    assert maps[0].shape[2:] == panoptic.shape[2:]
    assert all((feature >= 0).all() for feature in (*maps, panoptic, memory))


def test_where_layers_are():
    assert list(build(SMALL).layers) == ['3_0', '4_0']
    assert list(build(LARGE).layers) == ['3_0', '3_1', '4_0', '8_0', '9_0', '9_1']
    finer = build(LARGE, strides=(16, 8)).layers
    assert {'2_0', '5_0', '7_0', '10_0'} <= set(finer)
    assert finer['2_0'].pixel_project.conv.out_channels == 8
    assert finer['4_0'].pixel_project.conv.out_channels == 32


def test_the_pixel_path_is_that_of_the_encoder():
    """Without a layer before its end, a map is what the encoder alone computes: weights may be pre-trained alone."""
    net, x = build(SMALL).eval(), torch.randn(1, 3, 33, 33)
    with torch.no_grad():
        assert torch.equal(net(x)[0], net.encoder(x)[0])
        assert torch.equal(net(x)[1], net.encoder(x)[1])
        assert not torch.equal(net(x)[2], net.encoder(x)[3])


def test_every_parameter_has_a_gradient(config):
    net = build(config)
    sum(x.square().mean() for x in net(torch.randn(2, 3, 65, 49))).backward()
    assert [n for n, p in net.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def test_mixed_precision_agrees(config):
    net, x = build(config), torch.randn(4, 3, 65, 65)
    with torch.no_grad():
        for _ in range(30):  # statistics of a network in use
            net(x)
        net.eval()
        full = net(x)
        with torch.autocast('cpu', torch.bfloat16):
            half = net(x)
    for a, b in zip(half, full, strict=True):
        assert (a - b).norm() < 0.1 * b.norm()


def test_weights_survive_a_file(config):
    net, file = build(config), io.BytesIO()
    torch.save(net.state_dict(), file)
    file.seek(0)
    other = build(config)
    other.load_state_dict(torch.load(file, weights_only=True), strict=True)
    x = torch.randn(1, 3, 33, 33)
    assert all(torch.equal(a, b) for a, b in zip(net.eval()(x), other.eval()(x), strict=True))


@pytest.mark.slow
def test_compiles_as_one_graph(config):
    torch.compiler.reset()
    net, x = build(config).eval(), torch.randn(1, 3, 65, 49)
    with torch.no_grad():
        compiled = torch.compile(net, fullgraph=True, backend='aot_eager')(x)
        for a, b in zip(compiled, net(x), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_drop_path_reaches_all_parts(config):
    rates = {module.drop_prob for module in build(config, drop_path=0.2).modules() if hasattr(module, 'drop_prob')}
    assert rates == {0.2}


def test_a_net_without_layers_is_refused():
    with pytest.raises(ValueError, match='strides'):
        build(SMALL, strides=(32,))


def test_blocks_of_wide_resnet():
    def kinds(axial):
        with torch.device('meta'):
            return [[type(block) for block in stage] for stage in WideResNet(axial=axial).stages]
    basic = [[PreActBasicBlock] * 3, [PreActBasicBlock] * 3, [PreActBasicBlock] * 6]
    assert kinds(False) == [*basic, [PreActBasicBlock] * 3, [PreActBottleneck] * 3]
    assert kinds(True) == [*basic, [PreActBasicBlock] + [PreActAxialBlock] * 2, [PreActAxialBlock] * 3]


def test_indices_beyond_the_stages_are_refused():
    with pytest.raises(ValueError, match='out_indices'):
        WideResNet(base_channels=8, out_indices=(6,))


def test_fusions_freeze_with_their_stages():
    encoder = WideResNet(**{key: value for key, value in LARGE['encoder'].items() if key != 'type'}, frozen_stages=8)
    learning = {index: any(p.requires_grad for p in fusion.parameters())
                for index, fusion in encoder.train().fusions.items() if [*fusion.parameters()]}
    assert learning
    assert learning == {index: int(index) >= 7 for index in learning}
    assert all(module.training == (int(index) >= 7) for index, fusion in encoder.fusions.items()
               for module in fusion.modules())
