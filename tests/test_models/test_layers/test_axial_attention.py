"""Axial attention against loops over pixels."""
import copy
import runpy
from pathlib import Path

import pytest
import torch

from mmuvp.models.layers import AxialAttention, AxialAttention1d, RelativePositionTable

BENCHMARK = Path(__file__).parents[3] / 'tools' / 'analysis_tools' / 'benchmark_axial_attention.py'
DirectAxialAttention1d = runpy.run_path(str(BENCHMARK))['DirectAxialAttention1d']

HEADS, KEYS, VALUES, SPAN = 2, 4, 6, 5


def randomise(module):
    """Give every parameter and running statistic a value of its own."""
    for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
        if tensor.is_floating_point():
            scale = 0.5 if tensor.dim() > 1 else 0.2
            tensor.data = scale * torch.randn_like(tensor) + (name.endswith(('norm.weight', 'running_var')))
            if name.endswith('running_var'):
                tensor.data.abs_()
    return module.eval()


def normalised(norm, values, channel):
    """One channel of a batch norm in evaluation mode."""
    scale = norm.weight[channel] / torch.sqrt(norm.running_var[channel] + norm.eps)
    return (values - norm.running_mean[channel]) * scale + norm.bias[channel]


def literal_line(layer, line):
    """Attention within one line of pixels ``(length, in_channels)``, pixel by pixel.

    Axial-DeepLab, equation 4: ``y_o = sum_p softmax_p(q_o k_p + q_o r^q_{p-o} + k_p r^k_{p-o}) (v_p + r^v_{p-o})``,
    with a batch norm for each term and each head.
    """
    length = len(line)
    projected = layer.qkv.weight[..., 0, 0] @ line.T
    qkv = torch.stack([normalised(layer.qkv_norm, values, channel) for channel, values in enumerate(projected)])
    query, key, value = (t.unflatten(0, (HEADS, -1)) for t in qkv.split((KEYS, KEYS, VALUES)))
    tables = {name: getattr(layer, f'{name}_position') for name in ('query', 'key', 'value')}

    def position(name, o, p):
        return tables[name].weight[max(-SPAN + 1, min(SPAN - 1, p - o)) + SPAN - 1]

    output = torch.zeros(VALUES, length)
    depth = VALUES // HEADS
    for head in range(HEADS):
        for o in range(length):
            logits = []
            for p in range(length):
                q, k = query[head, :, o], key[head, :, p]
                terms = [q @ k]
                if tables['query'] is not None:
                    terms.append(q @ position('query', o, p))
                if tables['key'] is not None:
                    terms.append(k @ position('key', o, p))
                logits.append(sum(normalised(layer.similarity_norm, t, i * HEADS + head) for i, t in enumerate(terms)))
            weights = torch.stack(logits).softmax(dim=0)
            for d in range(depth):
                channel = head * depth + d
                retrieved = [sum(weights[p] * value[head, d, p] for p in range(length))]
                if tables['value'] is not None:
                    retrieved.append(sum(weights[p] * position('value', o, p)[d] for p in range(length)))
                output[channel, o] = sum(normalised(layer.output_norm, r, i * VALUES + channel)
                                         for i, r in enumerate(retrieved))
    return output


@pytest.mark.parametrize('positions', [('query', 'key', 'value'), ('query',), ('value',), ()])
@pytest.mark.parametrize('axis', ['height', 'width'])
def test_equals_the_equation(axis, positions):
    layer = randomise(AxialAttention1d(3, KEYS, VALUES, axis, num_heads=HEADS, span=SPAN, positions=positions))
    x = torch.randn(2, 3, 4, 3)
    y = layer(x)
    for b in range(2):
        if axis == 'width':
            expected = torch.stack([literal_line(layer, x[b, :, row].T) for row in range(4)], dim=1)
        else:
            expected = torch.stack([literal_line(layer, x[b, :, :, column].T) for column in range(3)], dim=2)
        torch.testing.assert_close(y[b], expected)


def test_maps_longer_than_the_table_use_its_outermost_vectors():
    layer = randomise(AxialAttention1d(3, KEYS, VALUES, 'width', num_heads=HEADS, span=SPAN))
    x = torch.randn(1, 3, 1, SPAN + 4)
    torch.testing.assert_close(layer(x)[0, :, 0], literal_line(layer, x[0, :, 0].T))


def test_table_of_relative_positions():
    table = RelativePositionTable(span=3, channels=2)
    vectors = table(5)
    assert vectors.shape == (5, 2, 5)
    for query in range(5):
        for key in range(5):
            assert torch.equal(vectors[query, :, key], table.weight[max(-2, min(2, key - query)) + 2])


def test_both_axes_follow_each_other():
    attention = randomise(AxialAttention(3, KEYS, VALUES, num_heads=HEADS, span=SPAN))
    x = torch.randn(1, 3, 4, 5)
    assert torch.equal(attention(x), attention.width_axis(attention.height_axis(x)))
    assert attention(x).shape == (1, VALUES, 4, 5)


@pytest.mark.parametrize('size', [(4, 5), (7, 1), (1, 6)])
def test_stride_follows_each_axis(size):
    attention = randomise(AxialAttention(3, KEYS, VALUES, stride=2, num_heads=HEADS, span=SPAN))
    x = torch.randn(2, 3, *size)
    rows = attention.height_axis(x)[:, :, ::2]
    assert torch.equal(attention(x), attention.width_axis(rows)[..., ::2])
    assert attention(x).shape[-2:] == tuple(-(-length // 2) for length in size)


@pytest.mark.parametrize('size', [(1, 1), (1, 7), (6, 1), (9, 4)])
def test_any_size_trains(size):
    attention = AxialAttention(3, KEYS, VALUES, num_heads=HEADS, span=SPAN)
    attention(torch.randn(2, 3, *size)).square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in attention.parameters())


@pytest.mark.parametrize('positions', [('query', 'key', 'value'), ('query',), ('key',), ('value',), ()])
@pytest.mark.parametrize('training', [True, False])
def test_equals_the_terms_written_out(positions, training):
    """Outputs, gradients and running statistics are those of automatic differentiation of every map."""
    layer = randomise(AxialAttention1d(3, KEYS, VALUES, 'width', num_heads=HEADS, span=SPAN, positions=positions))
    direct = copy.deepcopy(layer)
    direct.__class__ = DirectAxialAttention1d
    x, weight = torch.randn(2, 3, 4, 7).double(), torch.randn(2, VALUES, 4, 7).double()
    inputs = [x.clone().requires_grad_(), x.clone().requires_grad_()]
    for attention, given in zip((layer, direct), inputs, strict=True):
        attention.double().train(training)
        attention.output = attention(given)
        (attention.output * weight).sum().backward()
    torch.testing.assert_close(layer.output, direct.output)
    torch.testing.assert_close(*(given.grad for given in inputs))
    for (name, own), (_, other) in zip(layer.named_parameters(), direct.named_parameters(), strict=True):
        torch.testing.assert_close(own.grad, other.grad, msg=name)
    for (name, own), (_, other) in zip(layer.named_buffers(), direct.named_buffers(), strict=True):
        torch.testing.assert_close(own, other, msg=name)


def test_less_memory_is_kept_than_by_the_terms_written_out():
    kept = {}
    for kind in (AxialAttention1d, DirectAxialAttention1d):
        layer = kind(16, 8, 16, 'width', num_heads=HEADS)
        tensors = {}

        def pack(tensor, tensors=tensors):
            tensors[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            y = layer(torch.randn(1, 16, 64, 128))
        kept[kind] = sum(tensors.values())
        y.sum().backward()
    assert kept[AxialAttention1d] < 0.5 * kept[DirectAxialAttention1d]


def test_mixed_precision_agrees():
    attention = AxialAttention(8, 8, 16, num_heads=HEADS, span=SPAN).eval()
    x = torch.randn(2, 8, 9, 7)
    with torch.autocast('cpu', torch.bfloat16):
        half = attention(x)
    assert (half - attention(x)).norm() < 0.03 * attention(x).norm()


def test_initial_projection():
    layer = AxialAttention1d(64, 64, 64, 'width')
    layer.init_weights()
    assert layer.qkv.weight.std().item() == pytest.approx(0.88 / 8, rel=0.05)
    assert layer.query_position.weight.std().item() == pytest.approx(0.88, rel=0.05)


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(axis='depth'), 'depth'),
    (dict(num_heads=3), '3 heads'),
    (dict(positions=('query', 'keys')), 'keys')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        AxialAttention1d(3, 4, 8, **{**dict(axis='width', num_heads=2), **changes})
