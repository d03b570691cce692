import pytest
import torch
from mmpretrain.models.utils import resize_pos_embed
from parity import Case

import mmuvp
from mmuvp.apis.config import load_config
from mmuvp.checkpoints import convert
from mmuvp.registry import MODELS

SIZES = {'large': (1024, 24), 'base': (768, 12)}


def linear(name, outputs, inputs):
    return {f'{name}.weight': (outputs, inputs), f'{name}.bias': (outputs, )}


def conv(name, outputs, inputs, kernel, bias=True):
    shapes = {f'{name}.weight': (outputs, inputs, kernel, kernel)}
    return {**shapes, f'{name}.bias': (outputs, )} if bias else shapes


def norm(name, channels):
    return {f'{name}.weight': (channels, ), f'{name}.bias': (channels, )}


def batch_norm(name, channels):
    running = {f'{name}.{key}': (channels, ) for key in ('running_mean', 'running_var')}
    return {**norm(name, channels), **running, f'{name}.num_batches_tracked': ()}


def encoder(prefix, width, depth, positions):
    shapes = {f'{prefix}cls_token': (1, 1, width), f'{prefix}pos_embed': (1, positions, width),
              **conv(f'{prefix}patch_embed.proj', width, 3, 16)}
    for i in range(depth):
        block = f'{prefix}blocks.{i}'
        shapes |= {**norm(f'{block}.norm1', width), **linear(f'{block}.attn.qkv', 3 * width, width),
                   **linear(f'{block}.attn.proj', width, width), **norm(f'{block}.norm2', width),
                   **linear(f'{block}.mlp.fc1', 4 * width, width), **linear(f'{block}.mlp.fc2', width, 4 * width)}
    return shapes


def up_head(name, width, convs, kernel, classes):
    shapes = {**conv(f'{name}.conv_seg', classes, 512, 1), **norm(f'{name}.norm', width)}
    for i in range(convs):
        shapes |= {**conv(f'{name}.conv_{i}', 256, width, kernel), **batch_norm(f'{name}.syncbn_fc_{i}', 256)}
        width = 256
    return {**shapes, **conv(f'{name}.conv_{convs}', classes, 256, 1)}


def up_segmentor(size, decoder, positions, classes):
    """Shape of every entry of a published SETR-Naive or SETR-PUP."""
    width, depth = SIZES[size]
    convs, kernel, auxiliary = {'naive': (1, 1, 3), 'pup': (4, 3, 4)}[decoder]
    shapes = {**encoder('backbone.', width, depth, positions), **up_head('decode_head', width, convs, kernel, classes)}
    for i in range(auxiliary):
        shapes |= up_head(f'auxiliary_head.{i}', width, 1, kernel, classes)
    return shapes


def mla_segmentor(size, positions, classes):
    """Shape of every entry of a published SETR-MLA."""
    width, depth = SIZES[size]
    shapes = encoder('backbone.', width, depth, positions)
    for i in range(4):
        name = f'backbone.mla.mla_p{i + 2}'
        shapes |= {**norm(f'backbone.norm_{i}', width),
                   **conv(f'{name}_1x1.0', 256, width, 1, bias=False), **batch_norm(f'{name}_1x1.1', 256),
                   **conv(f'{name}.0', 256, 256, 3, bias=False), **batch_norm(f'{name}.1', 256)}
        head = f'decode_head.mlahead.head{i + 2}'
        shapes |= {**conv(f'{head}.0', 128, 256, 3, bias=False), **batch_norm(f'{head}.1', 128),
                   **conv(f'{head}.3', 128, 128, 3, bias=False), **batch_norm(f'{head}.4', 128)}
        shapes |= {**conv(f'auxiliary_head.{i}.aux', classes, 256, 1, bias=False),
                   **conv(f'auxiliary_head.{i}.conv_seg', classes, 256, 1)}
    return {**shapes, **conv('decode_head.cls', classes, 512, 3), **conv('decode_head.conv_seg', classes, 512, 1)}


def weights(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


@pytest.mark.parametrize(('name', 'shapes'), [
    ('setr-naive_vit-large_cityscapes_80k', up_segmentor('large', 'naive', 2305, 19)),
    ('setr-pup_vit-large_cityscapes_40k', up_segmentor('large', 'pup', 2305, 19)),
    ('setr-mla_vit-large_cityscapes_80k', mla_segmentor('large', 2305, 19)),
    ('setr-naive_deit-base_cityscapes_80k', up_segmentor('base', 'naive', 2305, 19)),
    ('setr-pup_deit-base_cityscapes_80k', up_segmentor('base', 'pup', 2305, 19)),
    ('setr-mla_deit-base_cityscapes_80k', mla_segmentor('base', 2305, 19)),
    ('setr-pup_vit-large_ade20k', up_segmentor('large', 'pup', 1025, 150)),
    ('setr-mla_vit-large_ade20k', mla_segmentor('large', 1025, 150)),
    ('setr-mla_vit-large_pascal-context', mla_segmentor('large', 901, 60)),
])
@pytest.mark.parametrize('prefix', ['', 'module.'])
def test_published_weights_load_strictly(name, shapes, prefix):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    published = {prefix + key: value for key, value in weights(shapes).items()}
    model.load_state_dict(convert('setr', published), strict=True)


def test_shapes_are_those_of_the_reference():
    reference = Case('setr_pup_deit_b_224').spec['state_dict']
    assert up_segmentor('base', 'pup', 197, 19) == {key: tuple(shape) for key, shape, _ in reference}


def mark(shapes):
    """Weights that tell their entries apart: each is full of its own number."""
    return {key: torch.full(shape or (1, ), float(number)) for number, (key, shape) in enumerate(shapes.items())}


def test_levels_of_mla_keep_their_order(monkeypatch):
    """Index 0 of the published lists is the shallowest layer; of the neck's second list here, the deepest."""
    monkeypatch.setitem(SIZES, 'tiny', (4, 1))
    published = mark(mla_segmentor('tiny', 5, 3))
    converted = convert('setr', published)

    def same(new, old):
        return torch.equal(converted[new], published[old])

    for i in range(4):
        assert same(f'neck.norm.{i}.weight', f'backbone.norm_{i}.weight')
        assert same(f'neck.mla.channel_proj.{i}.conv.weight', f'backbone.mla.mla_p{i + 2}_1x1.0.weight')
        assert same(f'neck.mla.feat_extract.{3 - i}.bn.running_var', f'backbone.mla.mla_p{i + 2}.1.running_var')
        assert same(f'decode_head.up_convs.{i}.1.conv.weight', f'decode_head.mlahead.head{i + 2}.3.weight')
        assert same(f'auxiliary_head.{i}.conv_seg.weight', f'auxiliary_head.{i}.aux.weight')
        assert not converted[f'auxiliary_head.{i}.conv_seg.bias'].any()
    assert same('decode_head.conv_seg.weight', 'decode_head.cls.weight')


def classifier(positions, **extra):
    return {**weights(encoder('', 8, 2, positions)), **{key: torch.zeros(1) for key in extra.get('names', ())}}


@pytest.mark.parametrize(('positions', 'names'), [
    (577, ('head.weight', 'head.bias', 'norm.weight', 'pre_logits.fc.weight')),
    (578, ('head.weight', 'head_dist.weight', 'dist_token', 'norm.bias')),
])
def test_classifiers_give_their_transformer(positions, names):
    converted = convert('setr', classifier(positions, names=names))
    assert {key.split('.')[1] for key in converted} == {'cls_token', 'pos_embed', 'patch_embed', 'layers'}
    assert converted['backbone.pos_embed'].shape == (1, 577, 8)
    assert len(converted) == 4 + 2 * 12


def test_row_of_distillation_is_left_out():
    table = torch.arange(11.).view(1, 11, 1).expand(1, 11, 8)  # class, distillation, 3 x 3 patches
    published = {**mark(encoder('', 8, 1, 11)), 'pos_embed': table, 'dist_token': torch.zeros(1)}
    assert convert('setr', published)['backbone.pos_embed'][0, :, 0].tolist() == [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize('decoder', ['naive', 'mla'])
def test_a_segmentor_starts_from_a_classifier_of_another_size(decoder, tmp_path):
    """Position embeddings are resized bilinearly, as in the published code."""
    published = {key: torch.randn(shape) for key, shape in encoder('', 8, 12, 578).items()}
    checkpoint = str(tmp_path / 'deit.pth')
    torch.save(dict(state_dict=convert('setr', published)), checkpoint)
    cfg = load_config(f'setr-{decoder}_deit-base_cityscapes_80k')
    cfg.model.backbone.update(img_size=96, init_cfg=dict(cfg.model.backbone.init_cfg, checkpoint=checkpoint),
                              arch=dict(embed_dims=8, num_layers=12, num_heads=2, feedforward_channels=32))
    model = mmuvp.get_model(cfg)
    model.backbone.init_weights()
    table = torch.cat([published['pos_embed'][:, :1], published['pos_embed'][:, 2:]], dim=1)
    expected = resize_pos_embed(table, (24, 24), (6, 6), 'bilinear')
    expected = expected[:, 1:] if decoder == 'mla' else expected
    torch.testing.assert_close(model.backbone.pos_embed.detach(), expected)
    last = model.backbone.layers[11].ffn.layers[1].weight.detach()
    assert torch.equal(last, published['blocks.11.mlp.fc2.weight'])


def test_beit_keeps_its_own_entries():
    own = {'blocks.0.gamma_1': torch.ones(8), 'blocks.0.attn.q_bias': torch.ones(8),
           'blocks.0.attn.relative_position_bias_table': torch.ones(732, 2)}
    converted = convert('setr', {**classifier(197), **own, 'fc_norm.weight': torch.ones(8),
                                 'blocks.0.attn.relative_position_index': torch.ones(197, 197)})
    assert {'backbone.layers.0.gamma_1', 'backbone.layers.0.attn.q_bias',
            'backbone.layers.0.attn.relative_position_bias_table'} <= converted.keys()
    assert not any('index' in key or 'norm.' in key for key in converted)


def test_relative_positions_of_beit_are_resized_to_the_window(tmp_path):
    shapes = {key: shape for key, shape in encoder('', 8, 4, 17).items() if not key.endswith(('pos_embed', 'qkv.bias'))}
    for i in range(4):
        shapes[f'blocks.{i}.attn.relative_position_bias_table'] = (7 * 7 + 3, 2)  # patches of 4 x 4, class token
    published = {key: torch.randn(shape) for key, shape in shapes.items()}
    torch.save(dict(state_dict=convert('setr', published)), tmp_path / 'beit.pth')
    backbone = MODELS.build(dict(
        type='mmuvp.FixedSizeBEiT', arch=dict(embed_dims=8, num_layers=4, num_heads=2, feedforward_channels=32),
        img_size=96, out_type='featmap',
        init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'beit.pth'), prefix='backbone.')))
    backbone.init_weights()
    table = backbone.layers[2].attn.relative_position_bias_table.detach()
    assert table.shape == (11 * 11 + 3, 2)
    old = published['blocks.2.attn.relative_position_bias_table']
    torch.testing.assert_close(table[-3:], old[-3:])  # those of the class token
    torch.testing.assert_close(table[60], old[24])  # a patch to itself


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'conv1.weight': torch.zeros(1)}, 'neither a published SETR checkpoint'),
    (weights(encoder('backbone.', 8, 1, 5)), 'neither a published SETR checkpoint'),
    ({**classifier(5), 'optimizer.state': torch.zeros(1)}, "'optimizer.state' is no entry of a published vision"),
    ({**weights(up_segmentor('base', 'naive', 5, 3)), 'epoch': torch.zeros(1)}, "'epoch' is no entry of a published"),
])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('setr', state_dict)
