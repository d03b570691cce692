import pytest
import torch
from torch import nn

from mmuvp.models.backbones import CaiT
from mmuvp.models.layers import TalkingHeadsAttention

ARCH = dict(channels=16, num_blocks=2, num_heads=2, layer_scale=0.5)
IMAGES = torch.randn(2, 3, 50, 97, generator=torch.Generator().manual_seed(0))


def build(**changes):
    torch.manual_seed(0)
    model = CaiT(ARCH, img_size=64, **changes)
    with torch.no_grad():
        for parameter in model.parameters():  # so that nothing is 0, or the same in all channels
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model.eval()


@pytest.mark.parametrize('training', [False, True])
def test_outputs_are_those_of_forward(training):
    model = build(drop_path_rate=0.5).train(training)
    outputs = []
    for forward in (model, lambda x: model.forward_with_class_attention(x)[0]):
        torch.manual_seed(1)  # the same paths are dropped
        outputs.append(forward(IMAGES)[-1])
    assert torch.equal(*outputs)


@pytest.mark.parametrize('size', [(64, 64), (33, 70), (7, 3)])
def test_any_size(size):
    (token, ), attention = build().forward_with_class_attention(torch.randn(1, 3, *size))
    assert token.shape == (1, 16)
    assert token.isfinite().all()
    assert attention.shape == (1, -(-size[0] // 16), -(-size[1] // 16))
    assert 0 < attention.sum() < 1
    assert not attention.requires_grad


def test_every_parameter_has_a_gradient():
    model = build().train()
    (token, ), _ = model.forward_with_class_attention(IMAGES)
    token.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_mixed_precision():
    model = build()
    (token, ), attention = model.forward_with_class_attention(IMAGES)
    with torch.autocast('cpu', torch.bfloat16):
        (half, ), half_attention = model.forward_with_class_attention(IMAGES)
    assert half_attention.dtype == torch.float32
    assert (half_attention - attention).abs().max() < 0.02
    assert (half.float() - token).norm() < 0.05 * token.norm()


def test_one_graph():
    torch.compiler.reset()
    model = build()
    with torch.no_grad():
        compiled = torch.compile(model.forward_with_class_attention, fullgraph=True, backend='eager')(IMAGES)
        expected = model.forward_with_class_attention(IMAGES)
    torch.testing.assert_close(compiled[0][0], expected[0][0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(compiled[1], expected[1], rtol=1e-4, atol=1e-6)


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
