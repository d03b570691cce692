"""Published weights of the backbones that TransMix trains: PVT's and XCiT's."""
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import mmuvp
from mmuvp.checkpoints import convert, pvt, xcit
from mmuvp.models.layers import SpatialReductionBlock

PVT_DEPTHS = {'pvt-tiny': (2, 2, 2, 2), 'pvt-small': (3, 4, 6, 3), 'pvt-medium': (3, 4, 18, 3),
              'pvt-large': (3, 8, 27, 3)}
XCIT_SIZES = {'xcit-tiny-24': (192, 24, 4), 'xcit-small-12': (384, 12, 8), 'xcit-medium-24': (512, 24, 8),
              'xcit-large-24': (768, 24, 16)}


def linear(name, inputs, outputs):
    return {f'{name}.weight': (outputs, inputs), f'{name}.bias': (outputs, )}


def norm(name, channels):
    return {f'{name}.weight': (channels, ), f'{name}.bias': (channels, )}


def batch_norm(name, channels):
    return {**norm(name, channels), f'{name}.running_mean': (channels, ), f'{name}.running_var': (channels, ),
            f'{name}.num_batches_tracked': ()}


def mlp(name, channels, hidden):
    return {**linear(f'{name}.fc1', channels, hidden), **linear(f'{name}.fc2', hidden, channels)}


def published_pvt(depths, widths=(64, 128, 320, 512), side=56):
    """Shape of every entry of a published PVT, first version."""
    shapes = {'cls_token': (1, 1, widths[-1]), **norm('norm', widths[-1]), **linear('head', widths[-1], 1000)}
    inputs = 3
    for stage, (depth, channels, ratio, reduction) in enumerate(
            zip(depths, widths, (8, 8, 4, 4), (8, 4, 2, 1), strict=True), start=1):
        patch = 4 if stage == 1 else 2
        positions = (side >> (stage - 1)) ** 2 + (stage == 4)
        shapes |= {f'patch_embed{stage}.proj.weight': (channels, inputs, patch, patch),
                   f'patch_embed{stage}.proj.bias': (channels, ), **norm(f'patch_embed{stage}.norm', channels),
                   f'pos_embed{stage}': (1, positions, channels)}
        for number in range(depth):
            name = f'block{stage}.{number}'
            shapes |= {**norm(f'{name}.norm1', channels), **linear(f'{name}.attn.q', channels, channels),
                       **linear(f'{name}.attn.kv', channels, 2 * channels),
                       **linear(f'{name}.attn.proj', channels, channels), **norm(f'{name}.norm2', channels),
                       **mlp(f'{name}.mlp', channels, ratio * channels)}
            if reduction > 1:
                shapes |= {f'{name}.attn.sr.weight': (channels, channels, reduction, reduction),
                           f'{name}.attn.sr.bias': (channels, ), **norm(f'{name}.attn.norm', channels)}
        inputs = channels
    return shapes


def published_xcit(channels, depth, heads):
    """Shape of every entry of a published XCiT with patches of 16 pixels."""
    shapes = {'cls_token': (1, 1, channels), **norm('norm', channels), **linear('head', channels, 1000),
              'pos_embeder.token_projection.weight': (channels, 64, 1, 1),
              'pos_embeder.token_projection.bias': (channels, )}
    inputs = 3
    for number, outputs in zip((0, 2, 4, 6), (channels // 8, channels // 4, channels // 2, channels), strict=True):
        shapes |= {f'patch_embed.proj.{number}.0.weight': (outputs, inputs, 3, 3),
                   **batch_norm(f'patch_embed.proj.{number}.1', outputs)}
        inputs = outputs
    for name in [*(f'blocks.{i}' for i in range(depth)), *(f'cls_attn_blocks.{i}' for i in range(2))]:
        shapes |= {**norm(f'{name}.norm1', channels), **norm(f'{name}.norm2', channels),
                   **linear(f'{name}.attn.qkv', channels, 3 * channels),
                   **linear(f'{name}.attn.proj', channels, channels), **mlp(f'{name}.mlp', channels, 4 * channels),
                   f'{name}.gamma1': (channels, ), f'{name}.gamma2': (channels, )}
        if name.startswith('blocks'):
            shapes |= {f'{name}.attn.temperature': (heads, 1, 1), **norm(f'{name}.norm3', channels),
                       f'{name}.gamma3': (channels, ), **batch_norm(f'{name}.local_mp.bn', channels)}
            for conv in ('conv1', 'conv2'):
                shapes |= {f'{name}.local_mp.{conv}.weight': (channels, 1, 3, 3),
                           f'{name}.local_mp.{conv}.bias': (channels, )}
    return shapes


PUBLISHED = {**{name: lambda depths=depths: published_pvt(depths) for name, depths in PVT_DEPTHS.items()},
             **{name: lambda sizes=sizes: published_xcit(*sizes) for name, sizes in XCIT_SIZES.items()}}


def empty(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


@pytest.mark.parametrize('name', PUBLISHED)
def test_published_weights_load_strictly(name):
    with torch.device('meta'):
        model = mmuvp.get_model(f'transmix_{name}_in1k')
    model.load_state_dict(convert('transmix', empty(PUBLISHED[name]())), strict=True)


def test_positions_of_the_class_token_come_first():
    table = torch.arange(5.).view(1, 5, 1)
    converted = pvt.convert({'pos_embed4': table})
    assert converted['backbone.cls_pos_embed'].flatten().tolist() == [0]
    assert converted['backbone.stages.3.pos_embed'].tolist() == [[[[1, 2], [3, 4]]]]


def test_pvt_block_computes_as_published():
    """One block with reduction, on published names, computed with plain operations."""
    torch.manual_seed(0)
    shapes = {key: shape for key, shape in published_pvt((1, 1, 1, 1), (8, 8, 8, 8)).items()
              if key.startswith('block3.0.')}
    entries = {key: torch.randn(shape) * 0.3 for key, shape in shapes.items()}
    w = {key.removeprefix('block3.0.'): value for key, value in entries.items()}
    converted = {key.removeprefix('backbone.stages.2.blocks.0.'): value for key, value in pvt.convert(entries).items()}
    block = SpatialReductionBlock(8, 2, reduction=2, ffn_ratio=4)
    block.load_state_dict(converted, strict=True)
    x = torch.randn(1, 16, 8)

    y = F.layer_norm(x, (8, ), w['norm1.weight'], w['norm1.bias'], 1e-6)
    q = (y @ w['attn.q.weight'].T + w['attn.q.bias']).view(1, 16, 2, 4)
    maps = F.conv2d(y.transpose(1, 2).view(1, 8, 4, 4), w['attn.sr.weight'], w['attn.sr.bias'], stride=2)
    y = F.layer_norm(maps.flatten(2).transpose(1, 2), (8, ), w['attn.norm.weight'], w['attn.norm.bias'])
    k, v = (y @ w['attn.kv.weight'].T + w['attn.kv.bias']).view(1, 4, 2, 2, 4).unbind(2)
    weights = (torch.einsum('bqhd,bkhd->bhqk', q, k) / 2).softmax(-1)
    mixed = torch.einsum('bhqk,bkhd->bqhd', weights, v).reshape(1, 16, 8)
    x1 = x + mixed @ w['attn.proj.weight'].T + w['attn.proj.bias']
    y = F.layer_norm(x1, (8, ), w['norm2.weight'], w['norm2.bias'], 1e-6)
    y = F.gelu(y @ w['mlp.fc1.weight'].T + w['mlp.fc1.bias']) @ w['mlp.fc2.weight'].T + w['mlp.fc2.bias']
    torch.testing.assert_close(block(x, (4, 4)), x1 + y, rtol=1e-4, atol=1e-5)


def test_class_attention_of_xcit_is_split():
    channels = 4
    entries = {f'cls_attn_blocks.0.attn.qkv.{kind}': torch.arange(3. * channels).repeat_interleave(size)
               for kind, size in (('weight', channels), ('bias', 1))}
    converted = xcit.convert({key: value.view(3 * channels, -1) for key, value in entries.items()})
    layer = nn.ModuleDict({part: nn.Linear(channels, channels) for part in 'qkv'})
    layer.load_state_dict({key.removeprefix('backbone.ca_layers.0.attn.'): value.view(-1, channels).squeeze(0)
                           for key, value in converted.items()})
    assert [layer[part].bias[0].item() for part in 'qkv'] == [0, 4, 8]


@pytest.mark.parametrize('entries', [dict(published_pvt((1, 1, 1, 1)), optimizer=(1, )),
                                     dict(published_xcit(32, 1, 2), optimizer=(1, ))], ids=['PVT', 'XCiT'])
def test_a_strange_entry_is_named(entries):
    with pytest.raises(ValueError, match="'optimizer' is no entry of a published (PVT|XCiT) checkpoint"):
        convert('transmix', empty(entries))


def test_another_checkpoint_is_named():
    with pytest.raises(ValueError, match=r"it has none of .*'pos_embed4' \(PVT\)"):
        convert('transmix', {'weight': torch.zeros(1)})


def test_a_table_that_is_no_square_is_named():
    with pytest.raises(ValueError, match='has 6 positions, which make no square'):
        pvt.convert({'pos_embed1': torch.zeros(1, 6, 4)})
