import json

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import convert
from mmuvp.checkpoints.vip import rename
from mmuvp.models.backbones.vip import architecture


def linear(prefix, inputs, outputs, bias=True):
    return {f'{prefix}.weight': (outputs, inputs), **({f'{prefix}.bias': (outputs, )} if bias else {})}


def norm(prefix, channels):
    return {f'{prefix}.weight': (channels, ), f'{prefix}.bias': (channels, )}


def batch_norm(prefix, channels):
    return {**norm(prefix, channels), f'{prefix}.running_mean': (channels, ), f'{prefix}.running_var': (channels, ),
            f'{prefix}.num_batches_tracked': ()}


def attention(prefix, channels):
    shapes = {key: shape for name in 'qkv' for key, shape in (
        *norm(f'{prefix}.norm_{name}', channels).items(),
        *linear(f'{prefix}.to_{name}', channels, channels, bias=False).items())}
    return shapes | linear(f'{prefix}.proj', channels, channels)


def mlp(prefix, channels, hidden):
    return {**norm(f'{prefix}.norm', channels), **linear(f'{prefix}.fc1', channels, hidden),
            **linear(f'{prefix}.fc2', hidden, channels)}


def encoder(prefix, channels, parts):
    return {**attention(f'{prefix}.enc_attn', channels), **norm(f'{prefix}.reason.norm', channels),
            f'{prefix}.reason.linear.weight': (parts, parts, 1)}


def decoder(prefix, channels, heads, window):
    table = (2 * window - 1, channels // heads // 2)
    return {**attention(f'{prefix}.attn1', channels), **attention(f'{prefix}.attn2', channels),
            f'{prefix}.rel_pos.rel_emb_h': table, f'{prefix}.rel_pos.rel_emb_w': table,
            **mlp(f'{prefix}.ffn1', channels, 3 * channels), **mlp(f'{prefix}.ffn2', channels, 3 * channels)}


def published_shapes(arch, last_encoder):
    """Shape of every entry of a published backbone."""
    sizes = architecture(arch)
    before, parts_before = 64, sizes['num_parts'][0]
    shapes = {'rpn_tokens': (1, parts_before, 64), 'conv1.weight': (64, 3, 7, 7), **batch_norm('norm1', 64)}
    for stage, (_, window, blocks, channels, heads, encoder_heads, parts) in enumerate(
            zip(*sizes.values(), strict=True)):
        name = f'layer_{stage}'
        shapes |= {f'{name}.rpn_qpos': (1, parts, 1, channels // encoder_heads),
                   f'{name}.rpn_kpos': (1, parts, 1, channels // heads),
                   f'{name}.proj.to_token.weight': (before, 1, 3, 3), f'{name}.proj.to_token.bias': (before, ),
                   **linear(f'{name}.proj.proj', before, channels, bias=False),
                   **linear(f'{name}.proj_token.1', before, channels), **norm(f'{name}.proj_token.2', channels),
                   **norm(f'{name}.proj_norm', channels)}
        if parts != parts_before:
            shapes[f'{name}.proj_token.0.weight'] = (parts, parts_before, 1)
        for block in range(blocks):
            shapes |= {**encoder(f'{name}.blocks.{block}.encoder', channels, parts),
                       **mlp(f'{name}.blocks.{block}.encoder.enc_ffn', channels, channels),
                       **decoder(f'{name}.blocks.{block}.decoder', channels, heads, window)}
        before, parts_before = channels, parts
    if last_encoder:
        shapes |= encoder('layer_3.last_enc', before, parts_before)
    return shapes


def published_classifier(arch):
    channels = architecture(arch)['channels'][-1]
    shapes = published_shapes(arch, last_encoder=arch in ('tiny', 'small'))
    if arch in ('medium', 'base'):
        shapes |= {'last_linear.weight': (channels, channels, 1, 1), **batch_norm('last_norm', channels)}
    return shapes | linear('last_fc', channels, 1000)


def published_detector(arch, head):
    """Backbone as published; the rest is named as in mmdet today."""
    shapes = published_shapes(arch, last_encoder=False)
    for stage, channels in enumerate(architecture(arch)['channels']):
        shapes |= norm(f'trans_norm_{stage}', channels)
    with torch.device('meta'):
        model = mmuvp.get_model(f'{head}_vip-{arch}_coco')
    rest = {key: tuple(value.shape) for key, value in model.state_dict().items() if not key.startswith('backbone.')}
    return model, {f'backbone.{key}': shape for key, shape in shapes.items()} | rest


def weights(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


@pytest.mark.parametrize('arch', ['tiny', 'small', 'medium', 'base'])
def test_published_classifiers_load_strictly(arch):
    with torch.device('meta'):
        model = mmuvp.get_model(f'vip_{arch}_in1k')
    model.load_state_dict(convert('vip', weights(published_classifier(arch))), strict=True)


@pytest.mark.parametrize('arch', ['tiny', 'medium'])
@pytest.mark.parametrize('head', ['retinanet', 'cascade-mask-rcnn'])
def test_published_detectors_load_strictly(arch, head):
    model, shapes = published_detector(arch, head)
    model.load_state_dict(convert('vip', weights(shapes)), strict=True)


def test_a_detectors_backbone_alone():
    shapes = published_shapes('tiny', last_encoder=False) | norm('trans_norm_0', 64)
    assert 'backbone.norms.0.weight' in convert('vip', weights(shapes))


def test_shapes_are_those_of_the_reference():
    reference = json.loads((FOLDER / 'vip_tiny.json').read_text())['state_dict']
    assert published_classifier('tiny') == {key: tuple(shape) for key, shape, _ in reference}


def test_positions_and_parts_lose_axes_of_one():
    state = {key: torch.zeros(shape) for key, shape in published_classifier('tiny').items()}
    state['layer_1.rpn_kpos'] = torch.randn(1, 32, 1, 64)
    converted = convert('vip', state)
    assert torch.equal(converted['backbone.stages.1.key_position'], state['layer_1.rpn_kpos'][0, :, 0])
    assert converted['backbone.parts'].shape == (32, 64)


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'head.fc.weight': torch.zeros(1)}, "not a published ViP checkpoint: it has no 'rpn_tokens'"),
    ({**weights(published_classifier('tiny')), 'optimizer.state': torch.zeros(1)},
     "'optimizer.state' is no entry of a published ViP")])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('vip', state_dict)


@pytest.mark.parametrize(('key', 'name'), [
    ('layer_2.blocks.1.encoder.enc_ffn.fc2.bias', 'backbone.stages.2.encoders.1.mlp.3.bias'),
    ('layer_0.blocks.0.decoder.attn2.norm_k.weight', 'backbone.stages.0.decoders.0.window_attention.key_norm.weight'),
    ('layer_3.last_enc.enc_attn.proj.bias', 'backbone.stages.3.last_encoder.attention.projection.bias'),
    ('trans_norm_3.weight', 'backbone.norms.3.weight'), ('last_fc.bias', 'head.fc.bias')])
def test_names(key, name):
    assert rename(key) == name
