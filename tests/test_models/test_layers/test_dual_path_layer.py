import pytest
import torch
from narrow_models import wake_up

from mmuvp.models.layers import DualPathLayer

PIXELS, MEMORY, SLOTS = 24, 12, 5
SWITCHES = [dict(m2m=m2m, p2m=p2m) for m2m in (True, False) for p2m in (True, False)]


def build(awake=True, **changes):
    layer = DualPathLayer(**{**dict(
        pixel_channels=PIXELS, memory_channels=MEMORY, channels=16, ffn_channels=20, num_heads=2), **changes})
    layer.init_weights()
    return wake_up(layer) if awake else layer


def inputs(height=6, width=5, batch=2):
    return torch.randn(batch, PIXELS, height, width), torch.rand(batch, MEMORY, SLOTS)


@pytest.mark.parametrize('switches', SWITCHES)
@pytest.mark.parametrize('size', [(7, 4), (1, 9), (1, 1)])
def test_shapes_of_any_size(switches, size):
    given = inputs(*size)
    pixels, memory = build(**switches).eval()(*given)
    assert pixels.shape == given[0].shape
    assert memory.shape == given[1].shape
    assert (memory >= 0).all()


def test_a_new_layer_changes_nothing():
    given = inputs()
    for ours, theirs in zip(build(awake=False)(*given), given, strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize('switches', SWITCHES)
def test_every_parameter_has_a_gradient(switches):
    layer = build(**switches)
    sum(x.square().sum() for x in layer(*inputs())).backward()
    assert [n for n, p in layer.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def test_who_reads_whom():
    """Whether slot 0 of the memory and pixel 0 change when another slot, or the pixels, do."""
    for switches in SWITCHES:
        layer = build(**switches).eval()
        pixels, memory = inputs()
        other_memory, other_pixels = memory.clone(), torch.randn_like(pixels)
        other_memory[..., 1:] = torch.rand_like(memory[..., 1:])
        with torch.no_grad():
            base, by_memory, by_pixels = layer(pixels, memory), layer(pixels, other_memory), layer(other_pixels, memory)
        assert not torch.equal(by_pixels[1][..., 0], base[1][..., 0])
        assert torch.equal(by_memory[1][..., 0], base[1][..., 0]) != switches['m2m']
        assert torch.equal(by_memory[0], base[0]) != switches['p2m']


def test_pixels_read_the_memory_as_it_came_in():
    layer, given = build().eval(), inputs()
    with torch.no_grad():
        before, _ = layer(*given)
        torch.nn.init.normal_(layer.memory_update.conv.weight)
        after, _ = layer(*given)
    assert torch.equal(before, after)


def test_dropped_updates_leave_their_sample_as_it_was():
    layer = build(drop_path=0.5)
    pixels, memory = inputs(2, 2, batch=64)
    with torch.no_grad():
        unchanged = (layer(pixels, memory)[0] == pixels).flatten(1).all(dim=1)
    assert 0.25 < unchanged.float().mean() < 0.75


def test_unequal_heads_are_refused():
    with pytest.raises(ValueError, match='3 heads'):
        build(num_heads=3)
