"""Pixel-wise and patch-wise attention against the equations of SeT, written pixel by pixel."""
import pytest
import torch
from torch import nn

from mmuvp.models.layers import PatchWiseAttention, PixelWiseAttention
from mmuvp.models.layers.line_patches import LinePatches
from mmuvp.models.layers.map_blocks import MapBlocks

CHANNELS, HEADS, PATCH, OVERLAP = 6, 2, 3, 1
DEPTH = CHANNELS // HEADS
PIXEL = dict(channels=CHANNELS, num_heads=HEADS, patch=PATCH, overlap=OVERLAP)
PATCH_WISE = dict(channels=CHANNELS, num_heads=HEADS, patch=PATCH, grid=(3, 2))


def build(kind, **arguments):
    layer = kind(**arguments).double().eval()
    for tensor in (*layer.parameters(), *layer.buffers()):
        if tensor.is_floating_point():
            nn.init.uniform_(tensor, 0.2, 1) if tensor.ndim == 1 else nn.init.normal_(tensor)
    return layer


def linear(layer, x):
    """A 1x1 convolution on one pixel ``(C, )``; an identity as it is."""
    return x if isinstance(layer, nn.Identity) else layer.weight[:, :, 0, 0] @ x


def reference_pixels(y, x, height, width):
    """Pixels of the map in the reference patch of a pixel."""
    top, left = y // PATCH * PATCH - OVERLAP, x // PATCH * PATCH - OVERLAP
    side = PATCH + 2 * OVERLAP
    return [(row, column, row - top, column - left) for row in range(top, top + side)
            for column in range(left, left + side) if 0 <= row < height and 0 <= column < width]


def literal_pixel_wise(layer, x):
    """Equations 2.1 to 2.3 for one image ``(C, H, W)``, the scale within the softmax."""
    height, width = x.shape[-2:]
    output = torch.empty_like(x)
    for y in range(height):
        for z in range(width):
            query = linear(layer.qkv, x[:, y, z])[:CHANNELS].view(HEADS, DEPTH)
            logits, values = [], []
            for row, column, place_y, place_x in reference_pixels(y, z, height, width):
                _, key, value = linear(layer.qkv, x[:, row, column]).view(3, HEADS, DEPTH)
                if layer.position == 'relative':
                    zero = PATCH - 1 + OVERLAP
                    position = layer.row_position[row - y + zero] + layer.column_position[column - z + zero]
                else:
                    position = layer.row_position[place_y] + layer.column_position[place_x]
                logits.append(((query * key).sum(-1) + query @ position) / DEPTH ** 0.5)
                values.append(value)
            weights = torch.stack(logits).softmax(dim=0)
            output[:, y, z] = linear(layer.projection, (weights[..., None] * torch.stack(values)).sum(0).flatten())
    return output


def literal_patch_wise(layer, x):
    """Equations 2.4 and 2.5 for one image ``(C, H, W)`` whose grid is that of the positions."""
    height, width = x.shape[-2:]
    x = layer.norm(x[None])[0]
    keys, values = [], []
    for row in range(-(-height // PATCH)):
        for column in range(-(-width // PATCH)):
            token = torch.zeros(CHANNELS, dtype=x.dtype)
            for y in range(row * PATCH, min((row + 1) * PATCH, height)):
                for z in range(column * PATCH, min((column + 1) * PATCH, width)):
                    token += layer.gather.weight[:, 0, y % PATCH, z % PATCH] * x[:, y, z]
            key, value = linear(layer.key_value, token).view(2, CHANNELS)
            keys.append((key + layer.position[:, row, column]).view(HEADS, DEPTH))
            values.append(value.view(HEADS, DEPTH))
    output = torch.empty_like(x)
    for y in range(height):
        for z in range(width):
            query = linear(layer.query, x[:, y, z]).view(HEADS, DEPTH)
            weights = ((torch.stack(keys) * query).sum(-1) / DEPTH ** 0.5).softmax(dim=0)
            output[:, y, z] = linear(layer.projection, (weights[..., None] * torch.stack(values)).sum(0).flatten())
    return output


@pytest.mark.parametrize('position', ['relative', 'absolute'])
@pytest.mark.parametrize(('size', 'project'), [((6, 9), True), ((7, 5), True), ((1, 8), False), ((2, 2), True)])
def test_pixel_wise_equals_the_equations(size, project, position):
    layer, x = build(PixelWiseAttention, **PIXEL, position=position, project=project), torch.randn(2, CHANNELS, *size)
    x = x.double()
    with torch.no_grad():
        expected = torch.stack([literal_pixel_wise(layer, image) for image in x])
        torch.testing.assert_close(layer(x), expected)


@pytest.mark.parametrize('changes', [{}, dict(project_query=False, project=False)])
@pytest.mark.parametrize('size', [(9, 6), (8, 4), (7, 5)])
def test_patch_wise_equals_the_equations(size, changes):
    layer, x = build(PatchWiseAttention, **PATCH_WISE, **changes), torch.randn(2, CHANNELS, *size).double()
    with torch.no_grad():
        expected = torch.stack([literal_patch_wise(layer, image) for image in x])
        torch.testing.assert_close(layer(x), expected)


def test_patches_of_the_whole_map_are_full_attention():
    """With one patch and no position, pixel-wise attention is plain self-attention."""
    layer = build(PixelWiseAttention, **{**PIXEL, 'patch': 5, 'overlap': 0})
    for table in (layer.row_position, layer.column_position):
        nn.init.zeros_(table)
    x = torch.randn(1, CHANNELS, 5, 5).double()
    query, key, value = layer.qkv(x).flatten(2).view(3, HEADS, DEPTH, 25).mT
    expected = ((query @ key.mT / DEPTH ** 0.5).softmax(dim=-1) @ value).mT.reshape(1, CHANNELS, 5, 5)
    torch.testing.assert_close(layer(x), layer.projection(expected))


def test_positions_fit_maps_of_other_sizes():
    layer = build(PatchWiseAttention, **PATCH_WISE)
    x = torch.randn(1, CHANNELS, 22, 31).double()
    with torch.no_grad():
        layer.position[:] = layer.position[:, :1, :1]  # of a constant, interpolation is the same constant
        before = layer(x)
        layer.position = nn.Parameter(layer.position[:, :1, :1].clone())
        torch.testing.assert_close(layer(x), before)


@pytest.mark.parametrize('layer', [PixelWiseAttention(8, 2, 4, 1), PixelWiseAttention(8, 2, 4, 1, 'absolute'),
                                   PatchWiseAttention(8, 2, 4, (2, 2))], ids=['relative', 'absolute', 'patch-wise'])
def test_mixed_precision_agrees(layer):
    layer.eval()
    x = torch.randn(2, 8, 9, 13)
    with torch.autocast('cpu', torch.bfloat16):
        half = layer(x)
    assert (half - layer(x)).norm() < 0.03 * layer(x).norm()


def cut_keys(x):
    """The keys of the patches of 4 pixels of a map whose sides are multiples of 4."""
    rows, columns = (LinePatches(length, 4, 1) for length in x.shape[-2:])
    return MapBlocks(rows, columns).keys(x.flatten(2)[:, None].transpose(-1, -2))


@pytest.mark.slow
@pytest.mark.parametrize('function', [cut_keys, PatchWiseAttention(8, 2, 4, (2, 2)).eval()], ids=['keys', 'patch-wise'])
def test_compiled_for_another_size(function):
    """From the second height on, heights are symbols to the compiler."""
    torch.compiler.reset()
    compiled = torch.compile(function, fullgraph=True, backend='aot_eager')
    with torch.no_grad():
        for size in ((8, 12), (20, 12)):
            x = torch.randn(2, 8, *size)
            torch.testing.assert_close(compiled(x), function(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(('kind', 'changes', 'message'), [
    (PixelWiseAttention, dict(num_heads=4), '4 heads do not divide 6 channels'),
    (PixelWiseAttention, dict(patch=0), 'patch must be positive'),
    (PixelWiseAttention, dict(overlap=-1), 'overlap not negative'),
    (PixelWiseAttention, dict(position='rows'), "position must be one of .* not 'rows'"),
    (PatchWiseAttention, dict(num_heads=4), '4 heads do not divide 6 channels'),
    (PatchWiseAttention, dict(grid=(0, 2)), 'grid must be positive')])
def test_wrong_arguments_are_named(kind, changes, message):
    with pytest.raises(ValueError, match=message):
        kind(**{**(PIXEL if kind is PixelWiseAttention else PATCH_WISE), **changes})
