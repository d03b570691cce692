"""Published weights of DeiT and CaiT; the shapes are those of the releases."""
import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.checkpoints import convert
from mmuvp.models.task_modules import AttentionLabels


def linear(prefix, inputs, outputs):
    return {f'{prefix}.weight': (outputs, inputs), f'{prefix}.bias': (outputs, )}


def norm(prefix, channels):
    return {f'{prefix}.weight': (channels, ), f'{prefix}.bias': (channels, )}


def ends(channels, positions):
    """All but the blocks."""
    return {'cls_token': (1, 1, channels), 'pos_embed': (1, positions, channels),
            'patch_embed.proj.weight': (channels, 3, 16, 16), 'patch_embed.proj.bias': (channels, ),
            **norm('norm', channels), **linear('head', channels, 1000)}


def block(prefix, channels):
    return {**norm(f'{prefix}.norm1', channels), **norm(f'{prefix}.norm2', channels),
            **linear(f'{prefix}.attn.proj', channels, channels), **linear(f'{prefix}.mlp.fc1', channels, 4 * channels),
            **linear(f'{prefix}.mlp.fc2', 4 * channels, channels)}


def deit(channels, extra=()):
    shapes = ends(channels, 197)
    for index in range(12):
        shapes |= {**block(f'blocks.{index}', channels), **linear(f'blocks.{index}.attn.qkv', channels, 3 * channels)}
    return {**shapes, **dict(extra)}


def distilled(channels):
    return deit(channels, {'pos_embed': (1, 198, channels), 'dist_token': (1, 1, channels),
                           **linear('head_dist', channels, 1000)})


def cait(depth, channels=192, heads=4):
    shapes = ends(channels, 196)
    for prefix in (*(f'blocks.{i}' for i in range(depth)), 'blocks_token_only.0', 'blocks_token_only.1'):
        shapes |= {**block(prefix, channels), f'{prefix}.gamma_1': (channels, ), f'{prefix}.gamma_2': (channels, )}
        for name in 'qkv' if 'token' in prefix else ():
            shapes |= linear(f'{prefix}.attn.{name}', channels, channels)
        if 'token' not in prefix:
            shapes |= {**linear(f'{prefix}.attn.qkv', channels, 3 * channels),
                       **linear(f'{prefix}.attn.proj_l', heads, heads), **linear(f'{prefix}.attn.proj_w', heads, heads)}
    return shapes


def weights(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


@pytest.mark.parametrize('prefix', ['', 'module.'])
@pytest.mark.parametrize(('name', 'options', 'shapes'), [
    ('deit-tiny', {}, deit(192)), ('deit-small', {}, deit(384)), ('deit-base', {}, deit(768)),
    ('cait-xxs36', {}, cait(36)), ('cait-xxs36', {'model.backbone.arch': 'xxs-24'}, cait(24))],
    ids=['deit-tiny', 'deit-small', 'deit-base', 'cait-xxs36', 'cait-xxs24'])
@pytest.mark.parametrize('mix', ['cutmix', 'transmix'])
def test_published_weights_load_strictly(mix, name, options, shapes, prefix):
    with torch.device('meta'):
        model = mmuvp.get_model(f'{mix}_{name}_in1k', cfg_options=options)
    published = {prefix + key: value for key, value in weights(shapes).items()}
    model.load_state_dict(convert('transmix', published), strict=True, assign=True)


@pytest.mark.parametrize(('kind', 'shapes'), [('ClassAttentionDistilledViT', distilled(384)), ('ClassAttentionViT', {
    key: shape for key, shape in deit(384).items() if not key.startswith('head')})], ids=['distilled', 'DINO'])
def test_weights_of_providers(kind, shapes):
    converted = convert('transmix', weights(shapes))
    with torch.device('meta'):
        labels = AttentionLabels(provider=dict(type=f'mmuvp.{kind}', arch='deit-small'))
    backbone = {key.removeprefix('backbone.'): value for key, value in converted.items() if key.startswith('backbone.')}
    labels.provider.load_state_dict(backbone, strict=True, assign=True)
    assert {key for key in converted if not key.startswith('backbone.')} == (
        {f'head.layers.{name}.{part}' for name in ('head', 'head_dist') for part in ('weight', 'bias')}
        if kind.endswith('DistilledViT') else set())


def test_the_shapes_are_those_of_the_reference():
    reference = {key: tuple(shape) for key, shape, _ in Case('transmix_deit_small').spec['state_dict']}
    assert reference == deit(384)


@pytest.mark.parametrize('shapes', [deit(192), cait(2)], ids=['DeiT', 'CaiT'])
def test_entries_without_a_place(shapes):
    with pytest.raises(ValueError, match="'extra.weight' is no entry of a published (DeiT|CaiT) checkpoint"):
        convert('transmix', weights({**shapes, 'extra.weight': (1, )}))


def test_another_network():
    with pytest.raises(ValueError, match=r"not a published checkpoint that is known here: .*'pos_embed' \(DeiT\)"):
        convert('transmix', weights({'conv1.weight': (64, 3, 7, 7)}))
