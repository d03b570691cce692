"""Weights of iBOT in the layout of its authors; the shapes are those of the releases."""
import argparse
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import mmuvp
from mmuvp.checkpoints import convert, extract_weights, join_weights, load, revert
from mmuvp.models.backbones import IBOTVisionTransformer, MaskedSwinTransformer
from mmuvp.models.selfsup import IBOT

TOOL = Path(__file__).parents[2] / 'tools' / 'model_converters' / 'convert.py'
ARCH = dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=64)
SWIN_ARCH = dict(embed_dims=4, depths=[1, 2, 1, 1], num_heads=[1, 1, 2, 2])
BACKBONE = dict(type='mmuvp.IBOTVisionTransformer', arch=ARCH, img_size=32, patch_size=8, out_type='raw')
NECK = dict(type='mmuvp.IBOTProjector', in_channels=16, out_channels=24, hidden_channels=20, bottleneck_channels=8)
TEMPERATURE = dict(start=0.05, end=0.05)


def linear(prefix, inputs, outputs):
    return {f'{prefix}.weight': (outputs, inputs), f'{prefix}.bias': (outputs, )}


def norm(prefix, channels):
    return {f'{prefix}.weight': (channels, ), f'{prefix}.bias': (channels, )}


def vit(channels, masked):
    shapes = {'cls_token': (1, 1, channels), 'pos_embed': (1, 17, channels), **norm('norm', channels),
              'patch_embed.proj.weight': (channels, 3, 8, 8), 'patch_embed.proj.bias': (channels, )}
    for i in range(2):
        shapes |= {**norm(f'blocks.{i}.norm1', channels), **linear(f'blocks.{i}.attn.qkv', channels, 3 * channels),
                   **linear(f'blocks.{i}.attn.proj', channels, channels), **norm(f'blocks.{i}.norm2', channels),
                   **linear(f'blocks.{i}.mlp.fc1', channels, 4 * channels),
                   **linear(f'blocks.{i}.mlp.fc2', 4 * channels, channels)}
    return {**shapes, **({'masked_embed': (1, channels)} if masked else {})}


def head():
    shapes = {**linear('head.mlp.0', 16, 20), **linear('head.mlp.2', 20, 20), **linear('head.mlp.4', 20, 8)}
    for name in ('last_layer', 'last_layer2'):
        shapes |= {f'head.{name}.weight_g': (24, 1), f'head.{name}.weight_v': (24, 8)}
    return shapes


def draw(shapes, shared):
    weights = {name: torch.randn(shape) for name, shape in shapes.items()}
    for part in ('weight_g', 'weight_v') if shared and 'head.mlp.0.weight' in shapes else ():
        weights[f'head.last_layer2.{part}'] = weights[f'head.last_layer.{part}'].clone()
    return weights


def network(masked, shared=True):
    return draw({**{f'backbone.{k}': v for k, v in vit(16, masked).items()}, **head()}, shared)


def training_file(shared=True):
    """What the published script saves."""
    return {'student': {f'module.{k}': v for k, v in network(True, shared).items()},
            'teacher': network(False, shared), 'optimizer': {'state': {}}, 'epoch': 3,
            'args': argparse.Namespace(arch='vit_small'),
            'ibot_loss': {'center': torch.randn(1, 24), 'center2': torch.randn(1, 1, 24)}}


def build(shared=4, **neck):
    return IBOT(dict(BACKBONE, with_mask_token=True), dict(NECK, shared_layers=shared, **neck),
                dict(type='mmuvp.SelfDistillationLoss', num_classes=24, class_temperature=TEMPERATURE,
                     patch_temperature=TEMPERATURE), dict(backbone=dict(with_mask_token=False)))


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    assert [name for name, value in expected.items() if not torch.equal(found[name], value)] == []


@pytest.mark.parametrize('shared', [True, False])
def test_a_training_file_there_and_back(tmp_path, shared):
    torch.save(training_file(shared), tmp_path / 'published.pth')
    published = load(tmp_path / 'published.pth')
    weights = join_weights(published, ('student', 'teacher', 'ibot_loss'))
    model = build(4 if shared else 3)
    model.load_state_dict(convert('ibot', weights), strict=True)
    back = revert('ibot', model.state_dict())
    for name, part in back.items():
        assert_same(part, published[name])


def test_a_network_and_a_backbone():
    teacher = network(False)
    converted = convert('ibot', teacher)
    model = build()
    model.teacher.load_state_dict(converted, strict=True)
    assert_same(revert('ibot', converted)['state_dict'], teacher)
    backbone = {key.removeprefix('backbone.'): value for key, value in teacher.items() if key.startswith('backbone.')}
    alone = convert('ibot', backbone)
    assert_same(alone, {key: value for key, value in converted.items() if key.startswith('backbone.')})
    assert_same(revert('ibot', alone)['state_dict'], backbone)
    student = {key.removeprefix('backbone.'): v for key, v in network(True).items() if key.startswith('backbone.')}
    vit_student = IBOTVisionTransformer(ARCH, img_size=32, patch_size=8, with_mask_token=True)
    vit_student.load_state_dict({key.removeprefix('backbone.'): value
                                 for key, value in convert('ibot', student).items()}, strict=True)


def test_parts_of_a_file_and_of_a_run():
    published = training_file()
    weights = join_weights(published, ('student', 'teacher', 'ibot_loss'))
    own = build()
    own.load_state_dict(convert('ibot', weights), strict=True)
    for part in ('teacher', 'student'):
        expected = convert('ibot', extract_weights(published, part))
        assert {key.split('.')[0] for key in expected} == {'backbone', 'neck'}
        assert_same(convert('ibot', weights, part=part), expected)
        assert_same(convert('ibot', own.state_dict(), part=part), expected)


def test_swin_there_and_back():
    model = MaskedSwinTransformer(SWIN_ARCH, img_size=128, window_size=4, with_mask_token=True)
    with torch.no_grad():
        for p in model.parameters():
            p.normal_()
    own = {f'backbone.{key}': value for key, value in model.state_dict().items()}
    published = revert('ibot', own)['state_dict']
    assert {'masked_embed', 'norm.weight', 'patch_embed.norm.bias', 'layers.1.blocks.1.attn.qkv.weight',
            'layers.2.downsample.reduction.weight', 'layers.0.blocks.0.attn.relative_position_bias_table',
            'layers.3.blocks.0.mlp.fc2.bias'} <= published.keys()
    assert_same(convert('ibot', {**published, 'layers.1.blocks.1.attn_mask': torch.zeros(1)}), own)


def test_patches_are_merged_in_the_same_order():
    model = MaskedSwinTransformer(SWIN_ARCH, img_size=128, window_size=4)
    merging, x = model.stages[0].downsample, torch.randn(1, 6 * 8, 4)
    published = revert('ibot', {f'backbone.{key}': v for key, v in model.state_dict().items()})['state_dict']
    maps = x.unflatten(1, (6, 8))
    merged = torch.cat([maps[:, i::2, j::2] for i, j in ((0, 0), (1, 0), (0, 1), (1, 1))], dim=-1).flatten(1, 2)
    weights = {key.removeprefix('layers.0.downsample.'): v for key, v in published.items() if '0.downsample' in key}
    normed = torch.nn.functional.layer_norm(merged, (16, ), weights['norm.weight'], weights['norm.bias'], 1e-6)
    torch.testing.assert_close(merging(x, (6, 8))[0], normed @ weights['reduction.weight'].T)


def test_a_batch_norm_in_the_head_is_one_module():
    model = build(norm_cfg=dict(type='BN1d'))
    published = revert('ibot', model.state_dict())['teacher']
    assert {'head.mlp.0.weight', 'head.mlp.1.running_mean', 'head.mlp.3.weight', 'head.mlp.4.running_mean',
            'head.mlp.6.weight'} <= published.keys()
    assert_same(convert('ibot', published), model.teacher.state_dict())


def test_what_has_no_place():
    with pytest.raises(ValueError, match='one MLP for class and patch tokens'):
        revert('ibot', build(shared=2).state_dict())
    with pytest.raises(ValueError, match="'fc.weight' is no entry of a published iBOT checkpoint"):
        convert('ibot', {'fc.weight': torch.zeros(1)})
    with pytest.raises(ValueError, match="'head.fc.weight' is no entry of a published iBOT checkpoint"):
        convert('ibot', {**network(False), 'head.fc.weight': torch.zeros(1)})
    with pytest.raises(ValueError, match="part must be one of student, teacher, not 'pupil'"):
        convert('ibot', network(False), part='pupil')
    with pytest.raises(ValueError, match='1 are of none of them'):
        convert('ibot', {'teacher.backbone.cls_token': torch.zeros(1, 1, 4), 'x': torch.zeros(1)})
    with pytest.raises(ValueError, match='weights of axial are converted from the published layout, not back'):
        revert('axial', {})


@pytest.mark.slow
def test_the_tool_goes_both_ways(tmp_path):
    torch.save(training_file(), tmp_path / 'published.pth')

    def run(*arguments):
        subprocess.run([sys.executable, TOOL, 'ibot', *map(str, arguments)], check=True, capture_output=True)

    run(tmp_path / 'published.pth', tmp_path / 'own.pth', '--key', 'student', 'teacher', 'ibot_loss')
    run(tmp_path / 'own.pth', tmp_path / 'back.pth', '--reverse')
    run(tmp_path / 'own.pth', tmp_path / 'teacher.pth', '--options', 'part=teacher')
    published, back = training_file(), load(tmp_path / 'back.pth')
    assert back.keys() == {'student', 'teacher', 'ibot_loss'}
    assert back['student'].keys() == published['student'].keys()
    assert mmuvp.checkpoints.load(tmp_path / 'teacher.pth')['state_dict'].keys() == convert(
        'ibot', published['teacher']).keys()
