"""Layer-wise learning rates against the rule that iBOT publishes."""
import pytest
from mmengine.optim import build_optim_wrapper
from mmpretrain.models.backbones import SwinTransformer, VisionTransformer
from torch import nn

import mmuvp  # noqa: F401

DEPTH, RATE = 3, 0.5


class Model(nn.Module):
    """Stands for a detector or a segmentor, whose stock classes tell nothing of the depth of parameters."""

    def __init__(self, backbone):
        super().__init__()
        self.backbone, self.neck, self.head = backbone, nn.BatchNorm2d(8), nn.Conv2d(8, 2, 1)


def vit():
    return VisionTransformer(
        dict(embed_dims=8, num_layers=DEPTH, num_heads=2, feedforward_channels=16), img_size=32, patch_size=16)


def settings(backbone, **paramwise):
    """Learning rate and weight decay of each parameter that learns, by its name."""
    model = Model(backbone)
    wrapper = build_optim_wrapper(model, dict(
        constructor='mmuvp.LayerDecayConstructor', optimizer=dict(type='AdamW', lr=2.0, weight_decay=0.1),
        paramwise_cfg=dict(layer_decay_rate=RATE, flat_decay_mult=0, **paramwise)))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    groups = wrapper.optimizer.param_groups
    found = {names[id(group['params'][0])]: (group['lr'], group['weight_decay']) for group in groups}
    assert len(found) == len(groups)
    assert found.keys() == {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    return found


def published_layer(name):
    """The published ids: embeddings 0, block i has i + 1, norm and all that follows depth + 1."""
    parts = name.split('.')
    if parts[0] == 'backbone' and parts[1] in ('cls_token', 'pos_embed', 'patch_embed'):
        return 0
    return int(parts[2]) + 1 if parts[:2] == ['backbone', 'layers'] else DEPTH + 1


def test_rates_of_a_vision_transformer():
    found = settings(vit())
    for name, (rate, _) in found.items():
        assert rate == 2.0 * RATE ** (DEPTH + 1 - published_layer(name)), name
    assert {published_layer(name) for name in found} == {0, 1, 2, 3, 4}


def test_decay_of_a_vision_transformer():
    for name, (_, decay) in settings(vit()).items():
        # the class token and the positions have more than one axis: the published dense recipes decay them
        flat = name.endswith('bias') or '.ln' in name or name.startswith('neck')
        assert decay == (0 if flat else 0.1), name
    kept = settings(vit(), custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)})
    assert (kept['backbone.cls_token'][1], kept['backbone.pos_embed'][1]) == (0, 0)
    assert kept['head.weight'][1] == 0.1


def test_frozen_parameters_have_no_group():
    backbone = vit()
    backbone.requires_grad_(False)
    assert {name.partition('.')[0] for name in settings(backbone)} == {'neck', 'head'}


def test_rates_of_a_hierarchical_transformer():
    arch = dict(embed_dims=8, depths=[1, 1, 2, 1], num_heads=[1, 1, 1, 1])
    backbone = SwinTransformer(arch, out_indices=(0, 1, 2, 3))
    found = settings(backbone)
    depth = 5
    assert found['backbone.patch_embed.projection.weight'][0] == 2.0 * RATE ** (depth + 1)
    assert found['backbone.stages.2.blocks.1.ffn.layers.1.weight'][0] == 2.0 * RATE ** (depth + 1 - 4)
    assert found['backbone.stages.0.downsample.reduction.weight'][0] == 2.0 * RATE ** depth
    assert found['backbone.norm0.weight'][0] == found['head.weight'][0] == 2.0


def test_a_backbone_without_depths_is_refused():
    with pytest.raises(TypeError, match='Model with Conv2d has not'):
        settings(nn.Conv2d(3, 8, 1))
    with pytest.raises(TypeError, match='needs a backbone with get_layer_depth'):
        build_optim_wrapper(nn.Linear(2, 2), dict(
            constructor='mmuvp.LayerDecayConstructor', paramwise_cfg=dict(layer_decay_rate=RATE),
            optimizer=dict(type='AdamW', lr=1.0, weight_decay=0.1)))
