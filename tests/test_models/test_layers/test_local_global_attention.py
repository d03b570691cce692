"""The attention of HLG against its equations, written pixel by pixel."""
import pytest
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from mmuvp.models.layers.local_global_attention import LocalGlobalAttention, MapAttention
from mmuvp.models.layers.window_embedding import WindowConv, WindowMax, WindowMean

CHANNELS, HEADS = 8, 2


def members(height, width, window, dilated):
    """Pixels of each window, by the formula of the paper's figure 4: neighbours, or one of every so many."""
    rows, columns = -(-height // window), -(-width // window)
    if dilated:
        return [[(a * rows + i, b * columns + j) for a in range(window) for b in range(window)]
                for i in range(rows) for j in range(columns)]
    return [[(i * window + a, j * window + b) for a in range(window) for b in range(window)]
            for i in range(rows) for j in range(columns)]


def build(window=3, **changes):
    torch.manual_seed(0)
    module = LocalGlobalAttention(CHANNELS, HEADS, window, **changes).eval()
    for name, parameter in module.named_parameters():
        if name.endswith('bias') or name.startswith('local_norm'):
            torch.nn.init.normal_(parameter, std=0.3)
    return module


def heads(x):
    return x.unflatten(-1, (HEADS, -1)).transpose(0, 1)


def attend(query, key, value, offsets, position):
    """Queries ``(N, C)``, keys and values ``(M, C)``; offsets ``(N, M, 2)``."""
    bias = position.layers(position.embedding(offsets.float())).permute(2, 0, 1)
    logits = heads(query) @ heads(key).mT * (CHANNELS // HEADS) ** -0.5 + bias
    return (logits.softmax(-1) @ heads(value)).transpose(0, 1).flatten(1)


def embed(module, pixels):
    """The vector ``(C,)`` of a window."""
    return pixels.amax(dim=0) if isinstance(module.window_embedding, WindowMax) else pixels.mean(dim=0)


def literal(module, x, window, dilated):
    """Equations 4 to 9 for one map ``(C, H, W)``, without padding in any of them."""
    height, width = x.shape[1:]
    x = F.gelu(x + module.smoothing(x[None])[0]) if module.smoothing is not None else x
    attention = module.attention
    pixels = {(a, b): x[:, a, b] for a in range(height) for b in range(width)}
    windows = [[(number, p) for number, p in enumerate(group) if p in pixels]
               for group in members(height, width, window, dilated)]
    found = torch.zeros_like(x)
    if module.local:
        for group in windows:
            tokens = module.norm(torch.stack([pixels[p] for _, p in group]))
            places = torch.tensor([(number // window, number % window) for number, _ in group])
            query = attention.query(tokens)
            key = attention.key(tokens) if module.own_keys else query
            result = attend(query, key, attention.value(tokens), places[:, None] - places[None], module.local_bias)
            for (_, (a, b)), y in zip(group, result, strict=True):
                found[:, a, b] = y
    query = attention.query(module.norm(x.permute(1, 2, 0)))
    x = x + found
    if module.local:
        normed = module.local_norm(found.permute(1, 2, 0)).permute(2, 0, 1)
        query = query + module.query_conv(normed[None])[0].permute(1, 2, 0)
    tokens = module.window_norm(torch.stack([
        embed(module, torch.stack([x[:, a, b] for _, (a, b) in group])) for group in windows]))
    centres = torch.tensor(members(height, width, window, dilated)).float().mean(dim=1)
    places = torch.stack(torch.meshgrid(torch.arange(height), torch.arange(width), indexing='ij'), dim=-1).flatten(0, 1)
    offsets = places[:, None] - centres[None]
    result = attend(query.flatten(0, 1), attention.key(tokens), attention.value(tokens), offsets,
                    module.global_bias)
    return x + attention.projection(result).T.view_as(x)


@pytest.mark.parametrize('dilated', [False, True])
@pytest.mark.parametrize(('size', 'window', 'changes'), [
    ((6, 9), 3, {}), ((6, 9), 3, dict(local=False)), ((4, 8), 2, dict(smoothing=False)),
    ((6, 9), 3, dict(own_keys=True)), ((6, 9), 3, dict(window_embedding='max')),
    ((7, 4), 3, dict(mask_padding=True, own_keys=True, window_embedding='max')),
    ((7, 4), 3, dict(mask_padding=True)), ((1, 5), 3, dict(mask_padding=True)), ((10, 3), 4, dict(mask_padding=True))])
def test_equations(size, window, dilated, changes):
    module = build(window, dilated=dilated, **changes)
    x = torch.randn(2, CHANNELS, *size)
    with torch.no_grad():
        expected = torch.stack([literal(module, image, window, dilated) for image in x])
        torch.testing.assert_close(module(x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('dilated', [False, True])
def test_unmasked_padding_is_a_part_of_the_map(dilated):
    module, x = build(dilated=dilated), torch.randn(1, CHANNELS, 7, 4)
    with torch.no_grad():
        padded = module(F.pad(x, (0, 2, 0, 2)))
        assert torch.equal(module(x), padded[:, :, :7, :4])


@pytest.mark.parametrize('dilated', [False, True])
def test_published_position_is_that_of_the_first_pixels(dilated):
    """Window g is placed at pixel number g of the map."""
    module, x = build(2, dilated=dilated, window_position='published'), torch.randn(1, CHANNELS, 6, 4)
    with torch.no_grad():
        places = torch.stack(torch.meshgrid(torch.arange(6), torch.arange(4), indexing='ij'), dim=-1).flatten(0, 1)
        offsets = (places[:, None] - places[None])[:, :6].float()
        position = module.global_bias
        expected = position.layers(position.embedding(offsets)).permute(2, 0, 1)
        given = []
        module.attention.attend = lambda *args, attend=module.attention.attend: given.append(args[3]) or attend(*args)
        module(x)
    torch.testing.assert_close(given[-1], expected)


def test_window_embeddings():
    windows = torch.randn(2, 5, 9, CHANNELS)
    torch.testing.assert_close(WindowMean()(windows), windows.mean(dim=2))
    assert torch.equal(WindowMax()(windows), windows.amax(dim=2))
    embedding = WindowConv(CHANNELS, 3)
    torch.nn.init.normal_(embedding.bias)
    kernel = embedding.weight.T.reshape(CHANNELS, 1, 3, 3)
    expected = F.conv2d(windows.flatten(0, 1).mT.reshape(10, CHANNELS, 3, 3), kernel, embedding.bias, groups=CHANNELS)
    torch.testing.assert_close(embedding(windows), expected.view(2, 5, CHANNELS))


def test_all_pixels_of_the_last_map_attend_to_each_other():
    torch.manual_seed(0)
    module = MapAttention(CHANNELS, HEADS).eval()
    x = torch.randn(1, CHANNELS, 3, 5)
    tokens, attention = x[0].flatten(1).T, module.attention
    places = torch.tensor([(i // 5, i % 5) for i in range(15)])
    with torch.no_grad():
        result = attend(attention.query(tokens), attention.key(tokens), attention.value(tokens),
                        places[:, None] - places[None], module.bias)
        expected = tokens + module.norm(attention.projection(result))
        torch.testing.assert_close(module(x)[0].flatten(1).T, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('size', [(6, 9), (7, 4)], ids=['whole', 'filled up'])
def test_inference_is_by_the_fused_operator(size):
    """No other is allowed."""
    x = torch.randn(2, CHANNELS, *size)
    with torch.no_grad():
        for module in (build(mask_padding=True), MapAttention(CHANNELS, HEADS).eval()):
            with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
                fused = module(x)
            torch.testing.assert_close(fused, module(x), rtol=1e-4, atol=1e-5)


def test_attention_to_all_pixels_in_bfloat16():
    module, x = MapAttention(64, 4).eval(), torch.randn(2, 64, 5, 7)
    with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):
        half = module(x)
    assert (half - module(x)).norm() < 0.01 * half.norm()


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(window=0), 'window must be positive, not 0'), (dict(num_heads=3), '3 heads do not divide 8 channels'),
    (dict(window_embedding='median'), "window_embedding must be one of 'mean', 'max', 'dwconv', not 'median'"),
    (dict(window_position='corner'), "window_position must be one of 'centre', 'published', not 'corner'")])
def test_wrong_arguments(changes, message):
    with pytest.raises(ValueError, match=message):
        LocalGlobalAttention(**{**dict(channels=8, num_heads=2), **changes})
