import pytest
import torch
import torch.nn.functional as F
from narrow_models import wake_up

from mmuvp.models.layers import PreActAxialBlock, PreActBottleneck

BLOCKS = [PreActBottleneck, lambda *args, **kwargs: PreActAxialBlock(*args, num_heads=4, span=6, **kwargs)]


@pytest.fixture(params=BLOCKS, ids=['bottleneck', 'axial'])
def build(request):
    return request.param


def test_a_new_block_is_its_activated_shortcut(build):
    block = build(16, 4)
    block.init_weights()
    x = torch.randn(2, 16, 5, 4)
    assert torch.equal(block(x), F.gelu(x))


def test_a_shortcut_is_projected_only_where_channels_differ(build):
    same, wider = build(16, 4), build(12, 4)
    assert not list(same.shortcut.parameters())
    assert wider.shortcut.conv.weight.shape == (16, 12, 1, 1)
    assert wider(torch.randn(2, 12, 3, 7)).shape == (2, 16, 3, 7)


def test_shortcut_and_branch_both_see_the_activated_input(build):
    block = wake_up(build(16, 4)).eval()
    x = torch.randn(2, 16, 5, 4)
    activated = F.gelu(x)
    expected = activated + block.expand(block.middle(block.squeeze(activated)))
    torch.testing.assert_close(block(x), expected)


def test_a_dropped_branch_leaves_the_shortcut(build):
    block = wake_up(build(16, 4, drop_path=0.5))
    x = torch.randn(64, 16, 2, 2)
    with torch.no_grad():
        dropped = (block(x) == F.gelu(x)).flatten(1).all(dim=1)
    assert 0.25 < dropped.float().mean() < 0.75
    assert not torch.equal(block.eval()(x), F.gelu(x))


def test_every_parameter_has_a_gradient(build):
    block = wake_up(build(12, 4))
    block(torch.randn(2, 12, 5, 3)).square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in block.parameters())


@pytest.mark.parametrize(('size', 'strided'), [((5, 4), (3, 2)), ((1, 7), (1, 4))])
def test_a_strided_block_halves_the_map(build, size, strided):
    block = wake_up(build(16, 4, stride=2)).eval()
    assert block.shortcut.conv.stride == (2, 2)
    x = torch.randn(2, 16, *size)
    activated = F.gelu(x)
    expected = block.shortcut(activated) + block.expand(block.middle(block.squeeze(activated)))
    assert expected.shape == (2, 16, *strided)
    torch.testing.assert_close(block(x), expected)
