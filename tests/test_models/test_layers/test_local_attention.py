"""Attention within square windows, against whole maps of which what is out of the window is left out."""
import copy

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from mmuvp.models.layers import LocalAttention2d
from mmuvp.models.layers.line_blocks import LineBlocks
from mmuvp.models.layers.map_blocks import MapBlocks

HEADS, KEYS, VALUES, WINDOW = 2, 4, 6, 5
ALL = ('query', 'key', 'value')


def build(positions=ALL, norm_cfg=dict(type='BN'), **kwargs):
    layer = LocalAttention2d(3, KEYS, VALUES, HEADS, WINDOW, positions, norm_cfg=norm_cfg, **kwargs)
    for name, tensor in [*layer.named_parameters(), *layer.named_buffers()]:
        if tensor.is_floating_point():
            nn.init.uniform_(tensor.data, 0.5, 1.5) if 'norm' in name else nn.init.normal_(tensor.data)
    return layer


class LiteralLocalAttention2d(LocalAttention2d):
    """Equation 3.3 with its batch norms: every term is a map of all pairs of pixels, behind a mask."""

    def _attend_within(self, blocks, query, key, value):
        y, x = (t.flatten() for t in torch.meshgrid(
            torch.arange(blocks.rows.length), torch.arange(blocks.columns.length), indexing='ij'))
        down, right = y - y[:, None], x - x[:, None]  # from query (first) to key (last)
        radius = WINDOW // 2
        mask = (down.abs() <= radius) & (right.abs() <= radius)
        place = (down.clamp(-radius, radius) + radius) * WINDOW + right.clamp(-radius, radius) + radius

        def vectors(term):
            table = getattr(self, f'{term}_position')
            return None if table is None else table.weight[place]

        terms = [torch.einsum('nhid,nhjd->nhij', query, key)]
        if self.query_position is not None:
            terms.append(torch.einsum('nhid,ijd->nhij', query, vectors('query')))
        if self.key_position is not None:
            terms.append(torch.einsum('nhjd,ijd->nhij', key, vectors('key')))
        maps = torch.cat(terms, dim=1)
        normed = torch.zeros_like(maps)
        # the norm sees the attended pairs and no others
        normed[..., mask] = self.similarity_norm(maps[..., mask][..., None])[..., 0]
        logits = normed.unflatten(1, (len(terms), HEADS)).sum(dim=1)
        weights = logits.masked_fill(~mask, -torch.inf).softmax(dim=-1)
        retrieved = [torch.einsum('nhij,nhjd->nhdi', weights, value)]
        if self.value_position is not None:
            retrieved.append(torch.einsum('nhij,ijd->nhdi', weights, vectors('value')))
        output = self.output_norm(torch.cat([r.flatten(1, 2) for r in retrieved], dim=1))
        return output.unflatten(1, (len(retrieved), -1)).sum(dim=1)


@pytest.mark.parametrize(('size', 'positions', 'norm_cfg', 'training'), [
    ((11, 17), ALL, dict(type='BN'), True), ((11, 17), ALL, dict(type='BN'), False),
    ((9, 5), ('query', ), dict(type='BN'), True), ((13, 3), ('key', 'value'), dict(type='BN'), True),
    ((12, 11), ('query', ), None, True), ((1, 12), ALL, dict(type='BN'), True), ((14, 1), (), dict(type='BN'), True),
    ((1, 1), ALL, dict(type='BN'), True), ((2, 2), ALL, dict(type='BN'), False)])
def test_equals_whole_maps_with_a_mask(size, positions, norm_cfg, training):
    """Outputs, gradients and running statistics, for maps of several tiles, of one tile, and within the window."""
    layer = build(positions, norm_cfg).double().train(training)
    literal = copy.deepcopy(layer)
    literal.__class__ = LiteralLocalAttention2d
    x, weight = torch.randn(2, 3, *size).double(), torch.randn(2, VALUES, *size).double()
    inputs = [x.clone().requires_grad_(), x.clone().requires_grad_()]
    outputs = [attention(given) for attention, given in zip((layer, literal), inputs, strict=True)]
    for output in outputs:
        (output * weight).sum().backward()
    torch.testing.assert_close(*outputs)
    torch.testing.assert_close(*(given.grad for given in inputs))
    for (name, own), (_, other) in zip(layer.named_parameters(), literal.named_parameters(), strict=True):
        torch.testing.assert_close(own.grad, other.grad, msg=name)
    for (name, own), (_, other) in zip(layer.named_buffers(), literal.named_buffers(), strict=True):
        torch.testing.assert_close(own, other, msg=name)


@pytest.mark.parametrize('tile', [1, 2, 7, 30])
def test_tiles_change_nothing(tile):
    layer, x = build().eval(), torch.randn(1, 3, 10, 19)
    expected = layer(x)
    layer.tile = tile
    torch.testing.assert_close(layer(x), expected)


def test_tiles_of_one_pixel_compute_nothing_in_vain():
    layer = LocalAttention2d(8, 8, 8, HEADS, WINDOW, tile=1).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer(torch.randn(1, 8, 20, 30))
    projection, attention = 8 * 24, 5 * 8 * WINDOW ** 2  # three similarities and two retrieved terms
    assert counter.get_total_flops() == 2 * 600 * (projection + attention)


def test_memory_grows_with_the_number_of_pixels():
    layer, kept = LocalAttention2d(8, 8, 8, HEADS, WINDOW), []
    for height in (32, 64, 128):
        sizes = {}

        def pack(tensor, sizes=sizes):
            sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            layer(torch.randn(1, 8, height, 32))
        kept.append(sum(sizes.values()))
    assert kept[2] < 2.1 * kept[1] < 2.1 ** 2 * kept[0]


def test_maps_survive_their_cutting():
    blocks = MapBlocks(LineBlocks(11, 2, 4), LineBlocks(18, 2, 4))
    x = torch.arange(2. * 3 * 11 * 18 * 5).view(2, 3, 11 * 18, 5)
    assert blocks.count == 15
    assert torch.equal(blocks.join(blocks.queries(x).mT.flatten(1, 2)).unflatten(1, (3, 5)).mT, x)
    assert blocks.attended(x.device).sum() == blocks.num_pairs


def test_mixed_precision_agrees():
    layer, x = LocalAttention2d(8, 8, 8, HEADS, WINDOW).eval(), torch.randn(2, 8, 9, 13)
    with torch.autocast('cpu', torch.bfloat16):
        half = layer(x)
    assert (half - layer(x)).norm() < 0.03 * layer(x).norm()


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(window=6), 'window must be an odd'), (dict(num_heads=3), '3 heads'), (dict(positions=('rows', )), 'rows'),
    (dict(norm_cfg=dict(type='GN', num_groups=1)), 'batch norm')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        LocalAttention2d(8, 8, 8, **changes)
