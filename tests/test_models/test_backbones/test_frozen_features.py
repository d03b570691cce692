"""Features of frozen backbones, whatever they return, and of their most attended parts."""
import pytest
import torch
from frozen_models import RESNET, VIT
from mmengine.registry import MODELS, DefaultScope
from torch import nn

from mmuvp.models.backbones import FrozenFeatures, FrozenParts
from mmuvp.models.layers.feature_pooling import patch_tokens, pool_outputs

ATTENTIVE = dict(VIT, type='mmuvp.ClassAttentionViT', final_norm=False)


def build(cfg):
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        model = MODELS.build(cfg)
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)
    return model


def tokens_of(backbone, images):
    """Tokens after each block of a ViT, the last with the final norm."""
    with torch.no_grad():
        hidden, grid = backbone.patch_embed(images)
        hidden = torch.cat([backbone.cls_token.expand(len(images), -1, -1), hidden], dim=1) + backbone.pos_embed
        outputs = []
        for layer in backbone.layers:
            hidden = layer(hidden)
            outputs.append(hidden)
        if backbone.final_norm:
            outputs[-1] = backbone.ln1(hidden)
    return outputs


def test_class_tokens_of_the_last_blocks():
    backbone, images = build(dict(VIT, out_indices=[0, 1, 2])), torch.randn(2, 3, 16, 16)
    feature, = FrozenFeatures(backbone, num_outputs=2)(images)
    tokens = tokens_of(backbone, images)
    torch.testing.assert_close(feature, torch.cat([tokens[1][:, 0], tokens[2][:, 0]], dim=1))


def test_class_token_and_mean_patch():
    backbone, images = build(VIT), torch.randn(2, 3, 16, 16)
    feature, = FrozenFeatures(backbone, mean_patches=True)(images)
    tokens = tokens_of(backbone, images)[-1]
    torch.testing.assert_close(feature, torch.cat([tokens[:, 0], tokens[:, 1:].mean(dim=1)], dim=1))


def test_maps():
    backbone, images = build(RESNET), torch.randn(2, 3, 33, 47)
    feature, = FrozenFeatures(backbone)(images)  # in evaluation mode from here on
    torch.testing.assert_close(feature, backbone(images)[-1].mean(dim=(2, 3)))


@pytest.mark.parametrize(('output', 'extra', 'expected'), [
    (torch.arange(6.).view(2, 3), 0, [[0, 1, 2], [3, 4, 5]]),
    (torch.arange(6.).view(1, 3, 2), 1, [[0, 1]]),
    (torch.arange(6.).view(1, 3, 2), 0, [[2, 3]])])
def test_forms_of_outputs(output, extra, expected):
    torch.testing.assert_close(pool_outputs(output, extra), torch.tensor(expected, dtype=torch.float))


def test_patches_of_a_map_are_its_rows():
    output = torch.arange(12.).view(1, 2, 2, 3)
    torch.testing.assert_close(patch_tokens(output)[0, 3], torch.tensor([3., 9.]))


def test_frozen():
    model = FrozenFeatures(build(RESNET)).train()
    assert model.training
    assert not any(module.training for module in model.backbone.modules())
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert not model(torch.randn(2, 3, 32, 32))[0].requires_grad


@pytest.mark.parametrize('count', [1, 3, 16])
def test_parts(count):
    backbone, images = build(ATTENTIVE), torch.randn(2, 3, 16, 16)
    feature, = FrozenParts(backbone, count)(images)
    attention = backbone.forward_with_class_attention(images)[1].flatten(1)
    for patches, weights, result in zip(tokens_of(backbone, images)[-1][:, 1:], attention, feature, strict=True):
        best = sorted(range(16), key=lambda i, weights=weights: -weights[i])[:count]
        torch.testing.assert_close(result, patches[best].mean(dim=0))


def test_weights_come_back(tmp_path):
    model = FrozenFeatures(build(VIT))
    torch.save(dict(state_dict={f'backbone.{key}': value for key, value in model.backbone.state_dict().items()}),
               tmp_path / 'weights.pth')
    cfg = dict(VIT, init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'weights.pth'), prefix='backbone.'))
    again = build(dict(type='mmuvp.FrozenFeatures', backbone=cfg))
    again.init_weights()
    torch.testing.assert_close(again.state_dict(), model.state_dict())


def test_what_does_not_fit():
    images = torch.randn(1, 3, 16, 16)
    with pytest.raises(ValueError, match='num_outputs is 2, but the backbone returns 1: set its out_indices'):
        FrozenFeatures(build(VIT), num_outputs=2)(images)
    with pytest.raises(ValueError, match="no patches: set the backbone's out_type='raw'"):
        FrozenFeatures(build(dict(VIT, out_type='cls_token')), mean_patches=True)(images)
    with pytest.raises(ValueError, match='num_patches is 17, but an image has 16'):
        FrozenParts(build(ATTENTIVE), 17)(images)
    with pytest.raises(ValueError, match='num_patches must be at least 1, not 0'):
        FrozenParts(build(ATTENTIVE), 0)
    with pytest.raises(TypeError, match='cannot give the attention'):
        FrozenParts(build(RESNET), 1)
