import pytest
import torch
from torch import nn

from mmuvp.models.backbones import CaiT
from mmuvp.models.layers import TalkingHeadsAttention

ARCH = dict(channels=16, num_blocks=2, num_heads=2, layer_scale=0.5)


def test_initialisation():
    model = CaiT(dict(ARCH, channels=64))
    model.init_weights()
    assert 0.015 < model.pos_embed.std() < 0.025
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            assert 0.01 < layer.weight.std() < 0.04
            assert not layer.bias.any()
    assert {float(block.gamma1.unique()) for block in (*model.blocks, *model.class_blocks)} == {0.5}


def test_paths_of_patches_are_dropped_alike():
    model = CaiT(ARCH, drop_path_rate=0.1)
    assert {block.drop_path.drop_prob for block in model.blocks} == {0.1}
    assert {block.drop_path.drop_prob for block in model.class_blocks} == {0.0}


def test_unknown_architecture():
    with pytest.raises(ValueError, match="unknown architecture 'xxs-12'; known are xxs-24, xxs-36"):
        CaiT('xxs-12')


def test_heads_talk():
    """Talking-heads attention against its definition, entry by entry."""
    torch.manual_seed(0)
    layer, tokens = TalkingHeadsAttention(6, 3), torch.randn(1, 4, 6)
    parts = layer.qkv(tokens)[0].unflatten(1, (3, 3, 2))  # token, projection, head, channel
    query, key, value = parts.unbind(1)
    logits = torch.stack([query[:, h] @ key[:, h].T / 2 ** 0.5 for h in range(3)])
    mixed = sum(layer.mix_logits.weight[:, h, None, None] * logits[h] for h in range(3))
    weights = (mixed + layer.mix_logits.bias[:, None, None]).softmax(dim=2)
    spoken = sum(layer.mix_weights.weight[:, h, None, None] * weights[h] for h in range(3))
    spoken = spoken + layer.mix_weights.bias[:, None, None]
    expected = layer.proj(torch.cat([spoken[h] @ value[:, h] for h in range(3)], dim=1))
    torch.testing.assert_close(layer(tokens)[0], expected)
