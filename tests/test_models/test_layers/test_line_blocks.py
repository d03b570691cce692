"""Axial attention within windows, against whole maps of which what is out of the window is left out."""
import copy

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from mmuvp.models.layers import AxialAttention, AxialAttention1d
from mmuvp.models.layers.line_blocks import LineBlocks

HEADS, KEYS, VALUES = 2, 4, 6


def build(window, positions=('query', 'key', 'value'), **kwargs):
    layer = AxialAttention1d(3, KEYS, VALUES, 'width', num_heads=HEADS, window=window, positions=positions, **kwargs)
    for name, tensor in [*layer.named_parameters(), *layer.named_buffers()]:
        if tensor.is_floating_point():
            torch.nn.init.uniform_(tensor.data, 0.5, 1.5) if 'norm' in name else torch.nn.init.normal_(tensor.data)
    return layer


class MaskedAxialAttention1d(AxialAttention1d):
    """The equations as they are printed, on whole maps with a mask."""

    def _attend(self, query, key, value):
        length = query.shape[2]
        place = torch.arange(length)
        mask = (place[:, None] - place).abs() <= self.radius
        terms = [torch.einsum('nhid,nhjd->nhij', query, key)]
        if self.query_position is not None:
            terms.append(torch.einsum('nhid,idj->nhij', query, self.query_position(length)))
        if self.key_position is not None:
            terms.append(torch.einsum('nhjd,idj->nhij', key, self.key_position(length)))
        maps = torch.cat(terms, dim=1)
        normed = torch.zeros_like(maps)
        # the norm sees the attended pairs and no others
        normed[..., mask] = self.similarity_norm(maps[..., mask][..., None])[..., 0]
        logits = normed.unflatten(1, (len(terms), self.num_heads)).sum(dim=1)
        weights = logits.masked_fill(~mask, -torch.inf).softmax(dim=-1)
        retrieved = [torch.einsum('nhij,nhjd->nhdi', weights, value)]
        if self.value_position is not None:
            retrieved.append(torch.einsum('nhij,idj->nhdi', weights, self.value_position(length)))
        output = self.output_norm(torch.cat([r.flatten(1, 2) for r in retrieved], dim=1))
        return output.unflatten(1, (len(retrieved), -1)).sum(dim=1)


@pytest.mark.parametrize('positions', [('query', 'key', 'value'), ('query',), ()])
@pytest.mark.parametrize('training', [True, False])
@pytest.mark.parametrize(('length', 'window'), [(40, 5), (33, 1), (31, 15), (20, 15), (9, 15), (5, 15), (1, 3)])
def test_equals_whole_maps_with_a_mask(length, window, training, positions):
    """Outputs, gradients and running statistics, for lines of several blocks, of one block, and within the window."""
    layer = build(window, positions).double().train(training)
    masked = copy.deepcopy(layer)
    masked.__class__ = MaskedAxialAttention1d
    x, weight = torch.randn(2, 3, 2, length).double(), torch.randn(2, VALUES, 2, length).double()
    inputs = [x.clone().requires_grad_(), x.clone().requires_grad_()]
    outputs = [attention(given) for attention, given in zip((layer, masked), inputs, strict=True)]
    for output in outputs:
        (output * weight).sum().backward()
    torch.testing.assert_close(*outputs)
    torch.testing.assert_close(*(given.grad for given in inputs))
    for (name, own), (_, other) in zip(layer.named_parameters(), masked.named_parameters(), strict=True):
        torch.testing.assert_close(own.grad, other.grad, msg=name)
    for (name, own), (_, other) in zip(layer.named_buffers(), masked.named_buffers(), strict=True):
        torch.testing.assert_close(own, other, msg=name)


def test_a_pixel_sees_its_window_and_nothing_else():
    layer = build(window=7).eval()
    x = torch.randn(1, 3, 1, 41, requires_grad=True)
    layer(x)[0, :, 0, 20].square().sum().backward()
    seen = x.grad.abs().sum(dim=(0, 1, 2)).nonzero().flatten()
    assert seen.tolist() == list(range(17, 24))


def test_tables_do_not_depend_on_the_window():
    layer = build(window=7, span=30)
    layer.load_state_dict(build(window=None, span=30).state_dict())
    layer(torch.randn(2, 3, 2, 40)).square().sum().backward()
    reached = layer.query_position.weight.grad.ne(0).any(dim=1).nonzero().flatten()
    assert reached.tolist() == list(range(26, 33))


def test_cost_grows_with_the_length_of_the_line():
    def flops(length):
        with FlopCounterMode(display=False) as counter, torch.device('meta'):
            AxialAttention1d(8, 8, 16, 'width', window=15).eval()(torch.empty(1, 8, 1, length))
        return counter.get_total_flops()
    assert flops(1600) == pytest.approx(4 * flops(400), rel=0.01)


@pytest.mark.parametrize(('length', 'radius'), [(1, None), (10, None), (10, 2), (100, 7), (100, 32), (5, 40)])
def test_pairs(length, radius):
    blocks = LineBlocks(length, radius)
    assert blocks.attended('cpu').sum() == blocks.num_pairs
    assert blocks.is_masked == (blocks.num_pairs < length ** 2)


def test_half_precision_agrees():
    layer = build(window=5).eval()
    x = torch.randn(2, 3, 9, 30)
    with torch.autocast('cpu', torch.bfloat16):
        half = layer(x)
    assert (half - layer(x)).norm() < 0.03 * layer(x).norm()


def test_both_axes_have_the_window():
    attention = AxialAttention(3, KEYS, VALUES, num_heads=HEADS, window=3).eval()
    x = torch.randn(1, 3, 20, 20, requires_grad=True)
    attention(x)[0, :, 10, 10].square().sum().backward()
    seen = x.grad.abs().sum(dim=(0, 1)).nonzero()
    assert len(seen) == 9
    assert seen.min() == 9
    assert seen.max() == 11


@pytest.mark.parametrize('window', [0, 4, -3])
def test_wrong_windows_are_named(window):
    with pytest.raises(ValueError, match=f'odd number of positions, not {window}'):
        build(window)
