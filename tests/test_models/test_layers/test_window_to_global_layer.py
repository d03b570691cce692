"""The decoder's layer of HLG, against sums written out for each pixel."""
import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.layers.window_to_global_layer import WindowToGlobalLayer

CHANNELS, HEADS = 16, 2


def members(grid, y, x, height, width):
    """Whether each pixel is in the window of a pixel."""
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing='ij')
    if grid == 'plain':
        return (rows // 4 == y // 4) & (columns // 4 == x // 4)
    steps = (height // 4, width // 4) if grid == 'dilated' else (4, 4)
    return (rows % steps[0] == y % steps[0]) & (columns % steps[1] == x % steps[1])


def bias_between(layer, query, keys, unit):
    """The layer's biases ``(heads, keys)`` for offsets from keys to a query, in units of pixels."""
    offsets = (query - keys) / torch.tensor(unit, dtype=torch.float)
    return layer.bias.layers(layer.bias.embedding(offsets)).T


def attention_at(layer, pixel, memory, bias):
    attention = layer.attention
    query, key, value = (x.unflatten(-1, (HEADS, -1)) for x in (
        attention.query(pixel), attention.key(memory), attention.value(memory)))
    scores = torch.einsum('hc,mhc->hm', query, key) * (CHANNELS // HEADS) ** -0.5 + bias
    return attention.projection(torch.einsum('hm,mhc->hc', scores.softmax(-1), value).flatten())


@pytest.mark.parametrize('grid', ['plain', 'dilated', 'interval'])
def test_pixels_attend_to_their_window_then_to_the_means_of_all(grid):
    torch.manual_seed(0)
    height, width = 8, 12
    layer = WindowToGlobalLayer(CHANNELS, HEADS, grid, 4).eval()
    with torch.no_grad():
        x = torch.randn(1, CHANNELS, height, width)
        smooth = F.gelu(x + layer.smoothing(x))[0].permute(1, 2, 0)
        unit = {'plain': (1, 1), 'dilated': (height // 4, width // 4), 'interval': (4, 4)}[grid]
        places = torch.stack(torch.meshgrid(torch.arange(8.), torch.arange(12.), indexing='ij'), dim=-1)
        local = torch.empty_like(smooth)
        windows = {}
        for y in range(height):
            for column in range(width):
                inside = members(grid, y, column, height, width)
                windows[tuple(inside.flatten().tolist())] = inside
                bias = bias_between(layer, places[y, column], places[inside], unit)
                local[y, column] = smooth[y, column] + attention_at(
                    layer, layer.local_norm(smooth[y, column]), layer.local_norm(smooth[inside]), bias)
        means = layer.window_norm(torch.stack([local[inside].mean(0) for inside in windows.values()]))
        centres = torch.stack([places[inside].mean(0) for inside in windows.values()])
        result = layer(x)[0].permute(1, 2, 0)
        for y, column in ((0, 0), (3, 7), (7, 11)):
            found = local[y, column] + attention_at(
                layer, layer.global_norm(local[y, column]), means,
                bias_between(layer, places[y, column], centres, (1, 1)))
            expected = found + layer.mlp(layer.mlp_norm(found))
            torch.testing.assert_close(result[y, column], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('grid', ['plain', 'dilated', 'interval'])
@pytest.mark.parametrize('size', [(1, 1), (5, 13), (17, 3)])
def test_maps_of_any_size_keep_it(grid, size):
    layer = WindowToGlobalLayer(CHANNELS, HEADS, grid, 4).eval()
    result = layer(torch.randn(2, CHANNELS, *size))
    assert result.shape == (2, CHANNELS, *size)
    assert result.isfinite().all()


def test_bad_windows_and_heads_are_refused():
    with pytest.raises(ValueError, match="grid must be one of 'plain', 'dilated', 'interval', not 'sliding'"):
        WindowToGlobalLayer(CHANNELS, HEADS, 'sliding', 4)
    with pytest.raises(ValueError, match='window must be positive, not 0'):
        WindowToGlobalLayer(CHANNELS, HEADS, 'plain', 0)
    with pytest.raises(ValueError, match='16'):
        WindowToGlobalLayer(CHANNELS, 3, 'plain', 4)
