import pytest
import torch
from mmpretrain.models.backbones import DistilledVisionTransformer, VisionTransformer

from mmuvp.models.backbones import (
    ClassAttentionBackbone,
    ClassAttentionDistilledViT,
    ClassAttentionViT,
    check_class_attention,
    class_attention_backbones,
)

ARCH = dict(embed_dims=16, num_layers=3, num_heads=2, feedforward_channels=32)
KINDS = [(ClassAttentionViT, VisionTransformer), (ClassAttentionDistilledViT, DistilledVisionTransformer)]
IMAGES = torch.randn(2, 3, 50, 97, generator=torch.Generator().manual_seed(0))


def build(kind, **changes):
    torch.manual_seed(0)
    model = kind(ARCH, img_size=64, **changes)
    with torch.no_grad():
        for parameter in model.parameters():  # so that nothing is 0, or the same in all channels
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model


def flat(outputs):
    """Outputs of all kinds as one vector."""
    if isinstance(outputs, torch.Tensor):
        return outputs.flatten()
    return torch.cat([flat(output) for output in outputs])


@pytest.fixture(params=KINDS, ids=['plain', 'distilled'])
def kinds(request):
    return request.param


@pytest.mark.parametrize('changes', [
    {}, dict(out_type='raw'), dict(out_type='featmap', out_indices=(0, 2)), dict(out_type='avg_featmap'),
    dict(final_norm=False), dict(qkv_bias=False), dict(drop_path_rate=0.5, drop_rate=0.1)],
    ids=lambda changes: '-'.join(changes))
def test_outputs_and_weights_are_those_of_the_stock_class(kinds, changes):
    own, stock = (build(kind, **changes) for kind in kinds)
    stock.load_state_dict(own.state_dict(), strict=True)
    outputs = []
    for forward in (stock, own, lambda x: own.forward_with_class_attention(x)[0]):
        torch.manual_seed(1)  # the same paths are dropped
        outputs.append(flat(forward(IMAGES)))
    assert torch.equal(outputs[0], outputs[1])
    assert torch.equal(outputs[0], outputs[2])


@pytest.mark.parametrize('qkv_bias', [True, False])
def test_attention_is_the_row_of_the_class_token(kinds, qkv_bias):
    model = build(kinds[0], qkv_bias=qkv_bias)
    model.eval()
    seen = {}
    attn = model.layers[-1].attn
    attn.scaled_dot_product_attention = lambda q, k, v, dropout_p: seen.update(
        weights=(q @ k.mT / 8 ** 0.5).softmax(dim=-1)) or v
    _, attention = model.forward_with_class_attention(IMAGES)
    expected = seen['weights'][:, :, 0, model.num_extra_tokens:].mean(dim=1)
    torch.testing.assert_close(attention.flatten(1), expected)
    assert attention.shape == (2, 4, 7)
    assert attention.std() > 1e-4, 'an even attention would show nothing'


@pytest.mark.parametrize('size', [(64, 64), (33, 70), (7, 3)])
def test_any_size(kinds, size):
    feats, attention = build(kinds[0]).forward_with_class_attention(torch.randn(1, 3, *size))
    assert attention.shape == (1, -(-size[0] // 16), -(-size[1] // 16))
    assert flat(feats).isfinite().all()
    assert 0 < attention.sum() < 1
    assert not attention.requires_grad


def test_mixed_precision(kinds):
    model = build(kinds[0])
    feats, attention = model.forward_with_class_attention(IMAGES)
    with torch.autocast('cpu', torch.bfloat16):
        half, half_attention = model.forward_with_class_attention(IMAGES)
    assert half_attention.dtype == torch.float32
    assert (half_attention - attention).abs().max() < 0.02
    assert (flat(half).float() - flat(feats)).norm() < 0.05 * flat(feats).norm()


def test_one_graph(kinds):
    torch.compiler.reset()
    model = build(kinds[0])
    model.eval()
    with torch.no_grad():
        compiled = torch.compile(model.forward_with_class_attention, fullgraph=True, backend='eager')(IMAGES)
        expected = model.forward_with_class_attention(IMAGES)
    torch.testing.assert_close(flat(compiled), flat(expected), rtol=1e-4, atol=1e-5)


def test_it_needs_a_class_token():
    with pytest.raises(ValueError, match='with_cls_token=True'):
        ClassAttentionViT(ARCH, img_size=32, with_cls_token=False, out_type='avg_featmap')


def test_who_takes_part(kinds):
    own, stock = (build(kind) for kind in kinds)
    assert isinstance(own, ClassAttentionBackbone)
    check_class_attention(own)
    with pytest.raises(TypeError) as error:
        check_class_attention(stock)
    assert str(error.value).startswith(f'{kinds[1].__name__} cannot')
    assert f'mmuvp.{kinds[0].__name__}' in class_attention_backbones()
    assert all(name in str(error.value) for name in class_attention_backbones())
