"""Published weights of GroupViT, in both layouts."""
import json

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import convert


def linear(name, inputs, outputs):
    return {f'{name}.weight': (outputs, inputs), f'{name}.bias': (outputs, )}


def norm(name, channels):
    return {f'{name}.weight': (channels, ), f'{name}.bias': (channels, )}


def mlp(name, inputs, hidden, outputs):
    return linear(f'{name}.fc1', inputs, hidden) | linear(f'{name}.fc2', hidden, outputs)


def layer(name, channels):
    """A layer of either of Hugging Face's transformers."""
    return {**{key: shape for part in ('q_proj', 'k_proj', 'v_proj', 'out_proj')
               for key, shape in linear(f'{name}.self_attn.{part}', channels, channels).items()},
            **norm(f'{name}.layer_norm1', channels), **norm(f'{name}.layer_norm2', channels),
            **mlp(f'{name}.mlp', channels, 4 * channels, channels)}


def grouping(name, groups, segments):
    attention = [f'{name}.pre_assign_attn.attn.{part}' for part in ('q_proj', 'k_proj', 'v_proj', 'out_proj')]
    assignment = [f'{name}.assign.{part}' for part in ('q_proj', 'k_proj', 'v_proj', 'proj')]
    norms = ['norm_tokens', 'norm_post_tokens', 'norm_x', 'norm_new_x', 'pre_assign_attn.norm2',
             'pre_assign_attn.norm_post']
    shapes = mlp(f'{name}.mlp_inter', groups, 192, segments)
    for part in attention + assignment:
        shapes |= linear(part, 384, 384)
    for part in norms:
        shapes |= norm(f'{name}.{part}', 384)
    for part in ('pre_assign_attn.mlp', 'mlp_channels'):
        shapes |= mlp(f'{name}.{part}', 384, 1536, 384)
    return shapes


def projector(name, inputs):
    return {**linear(f'{name}.0', inputs, 4096), **norm(f'{name}.1', 4096), f'{name}.1.running_mean': (4096, ),
            f'{name}.1.running_var': (4096, ), f'{name}.1.num_batches_tracked': (), **linear(f'{name}.3', 4096, 256)}


def hugging_face_shapes():
    """Shape of every entry of ``GroupViTModel``."""
    shapes = {
        'logit_scale': (), 'vision_model.embeddings.position_embeddings': (1, 196, 384),
        'vision_model.embeddings.patch_embeddings.projection.weight': (384, 3, 16, 16),
        'vision_model.embeddings.patch_embeddings.projection.bias': (384, ),
        **norm('vision_model.embeddings.layernorm', 384), **norm('vision_model.layernorm', 384),
        'text_model.embeddings.token_embedding.weight': (49408, 256),
        'text_model.embeddings.position_embedding.weight': (77, 256), 'text_model.embeddings.position_ids': (1, 77),
        **norm('text_model.final_layer_norm', 256), **projector('visual_projection', 384),
        **projector('text_projection', 256)}
    for index in range(12):
        shapes |= layer(f'text_model.encoder.layers.{index}', 256)
    for stage, (depth, groups) in enumerate([(6, 64), (3, 8), (3, 0)]):
        name = f'vision_model.encoder.stages.{stage}'
        for index in range(depth):
            shapes |= layer(f'{name}.layers.{index}', 384)
        if groups:
            shapes |= {f'{name}.group_token': (1, groups, 384)} | grouping(f'{name}.downsample', groups, groups)
    return shapes | norm('vision_model.encoder.stages.1.group_projector.0', 384) | mlp(
        'vision_model.encoder.stages.1.group_projector.1', 64, 192, 8)


def empty(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


def official_shapes():
    return {key: tuple(shape) for key, shape, _ in
            json.loads((FOLDER / 'groupvit_two_stage.json').read_text())['state_dict']}


def test_published_weights_load_strictly():
    with torch.device('meta'):
        model = mmuvp.get_model('groupvit-two-stage_vit-small_gcc-yfcc')
    model.load_state_dict(convert('groupvit', empty(official_shapes())), strict=True)


def test_weights_of_captions_alone_load_strictly():
    with torch.device('meta'):
        model = mmuvp.get_model('groupvit-two-stage_vit-small_gcc-redcaps')
    shapes = official_shapes()
    shapes.pop('multi_label_logit_scale')
    model.load_state_dict(convert('groupvit', empty(shapes)), strict=True)


def test_hugging_face_weights_load_strictly():
    with torch.device('meta'):
        model = mmuvp.get_model('groupvit-two-stage_vit-small_gcc-yfcc', inference=True)
    model.load_state_dict(convert('groupvit', empty(hugging_face_shapes())), strict=True)


def test_both_layouts_are_of_one_model():
    """The published number of parameters, and weights that go to the same places."""
    names = convert('groupvit', empty(official_shapes())).keys() - {'multi_label_logit_scale'}
    assert convert('groupvit', empty(hugging_face_shapes())).keys() == names


@pytest.mark.parametrize(('prefix', 'target'), [
    ('vision_model.encoder.stages.0.layers.3.self_attn', 'backbone.stages.0.blocks.3.attn.qkv.weight'),
    ('vision_model.encoder.stages.1.downsample.pre_assign_attn.attn',
     'backbone.stages.1.grouping.reader.attention.in_proj_weight'),
    ('text_model.encoder.layers.7.self_attn',
     'text_encoder.network.transformer.resblocks.7.attn.in_proj_weight')])
def test_queries_keys_and_values_are_joined_in_order(prefix, target):
    state = empty(hugging_face_shapes())
    channels = 256 if prefix.startswith('text') else 384
    for value, part in enumerate('qkv'):
        state[f'{prefix}.{part}_proj.weight'] = torch.full((channels, channels), float(value))
    joined = convert('groupvit', state)[target]
    assert torch.equal(joined[:, 0], torch.arange(3.).repeat_interleave(channels))


def test_projectors_lose_the_axis_of_the_token():
    state = empty(official_shapes())
    assert convert('groupvit', state)['image_projector.fc0.weight'].shape == (4096, 384)


def incomplete():
    state = empty(hugging_face_shapes())
    del state['text_model.encoder.layers.7.self_attn.k_proj.bias']
    return state


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'visual.proj': torch.zeros(1)}, "not a published GroupViT checkpoint: it has none of 'img_encoder.pos_embed'"),
    ({**empty(official_shapes()), 'ema.decay': torch.zeros(1)}, "'ema.decay' is no entry of a published GroupViT"),
    ({**empty(hugging_face_shapes()), 'qa_head.weight': torch.zeros(1)}, "'qa_head.weight' is no entry"),
    (incomplete(), r"of 'text_model.encoder.layers.7.self_attn.qkv.bias' there are only \['q', 'v'\]")])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('groupvit', state_dict)
