import pytest
import torch

from mmuvp.models.layers.normed_attention import NormedAttention
from mmuvp.models.layers.window_attention import FactorisedRelativePosition, WindowAttention


def randomise(module):
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return module.eval()


def direct(layer, x, window, attended):
    """The layer for one window ``(P, C)``, pixel by pixel."""
    query, key, value = (y.squeeze(0) for y in layer.project(x[None], x[None], x[None]))
    half = query.shape[-1] // 2
    output = []
    for i in range(len(x)):
        logits = []
        for j in range(len(x)):
            down, right = j // window - i // window + window - 1, j % window - i % window + window - 1
            position = torch.cat([layer.position.rows[down], layer.position.columns[right]])
            logits.append((query[:, i] * (key[:, j] + position)).sum(-1) / (2 * half) ** 0.5)
        logits = torch.stack(logits, -1).masked_fill(~attended[i], -torch.inf)
        output.append((logits.softmax(-1)[..., None] * value).sum(1).flatten())
    return layer.projection(torch.stack(output))


@pytest.mark.parametrize('window', [1, 3])
def test_equals_the_sum_over_pixels(window):
    layer, x = randomise(WindowAttention(8, 2, window)), torch.randn(2, 2, window ** 2, 8)
    expected = torch.stack([torch.stack([direct(layer, w, window, torch.ones(window ** 2, window ** 2).bool())
                                         for w in image]) for image in x])
    torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-5)


def test_padding_and_regions_are_left_out():
    layer, x = randomise(WindowAttention(8, 2, 2)), torch.randn(1, 2, 4, 8)
    padding = torch.tensor([[[False, True, False, True], [False] * 4]])
    regions = torch.tensor([[0, 0, 0, 0], [0, 1, 0, 1]])
    y = layer(x, padding, regions)
    attended = ~padding[0, :, None] & (regions[:, :, None] == regions[:, None])
    for window in range(2):
        expected = direct(layer, x[0, window], 2, attended[window]).masked_fill(padding[0, window, :, None], 0)
        torch.testing.assert_close(y[0, window], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('dtype', [torch.float32, torch.bfloat16])
def test_a_window_of_padding_is_finite(dtype):
    layer, x = randomise(WindowAttention(8, 2, 2)).to(dtype), torch.randn(1, 1, 4, 8, dtype=dtype, requires_grad=True)
    y = layer(x, torch.ones(1, 1, 4, dtype=torch.bool))
    assert (y == 0).all()
    y.sum().backward()
    assert x.grad.isfinite().all()


def test_queries_and_keys_may_be_padding():
    layer, query, key = randomise(NormedAttention(8, 4)), torch.randn(1, 3, 8), torch.randn(1, 5, 8)
    padding = torch.tensor([[False, True, False, True, True]])
    kept = key[:, [0, 2]]
    torch.testing.assert_close(layer(query, key, key, key_padding=padding), layer(query, kept, kept))
    y = layer(query, key, key, query_padding=torch.tensor([[False, True, False]]))
    torch.testing.assert_close(y[0, 1], layer.projection.bias)
    torch.testing.assert_close(y[0, 2], layer(query, key, key)[0, 2])


@pytest.mark.parametrize(('build', 'message'), [
    (lambda: NormedAttention(10, 4), '4 heads do not divide 10 channels'),
    (lambda: FactorisedRelativePosition(7, 5), 'an even number of channels, not 5')])
def test_wrong_arguments_are_named(build, message):
    with pytest.raises(ValueError, match=message):
        build()
