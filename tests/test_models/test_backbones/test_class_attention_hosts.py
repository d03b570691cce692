"""What holds for every backbone whose class token tells where it looks."""
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mmuvp.models.backbones import PVT, CaiT, CASwin, ClassAttentionXCiT


def pvt():
    return PVT(dict(depths=(1, 1, 1, 2), channels=(8, 16, 16, 32), num_heads=(1, 2, 2, 4), ffn_ratios=(2, 2, 2, 2),
                    reductions=(8, 4, 2, 1)), img_size=64)


def ca_swin():
    return CASwin(dict(embed_dims=4, depths=[1, 1, 2, 2], num_heads=[1, 2, 2, 4]), window_size=3)


def cait():
    return CaiT(dict(channels=32, num_blocks=2, num_heads=4, layer_scale=0.5), img_size=64, drop_path_rate=0.5)


def xcit():
    return ClassAttentionXCiT(embed_dims=32, depth=2, num_heads=4, tokens_norm=True)


STRIDES = {pvt: 32, ca_swin: 32, cait: 16, xcit: 16}


@pytest.fixture(params=STRIDES, ids=lambda host: host.__name__)
def host(request):
    return request.param


@pytest.fixture
def backbone(host):
    torch.manual_seed(0)
    model = host()
    with torch.no_grad():
        for parameter in model.parameters():  # so that nothing is 0, or the same in all channels
            parameter.add_(0.2 * torch.randn_like(parameter))
    model.eval()
    return model


def test_initialisation(host):
    torch.manual_seed(0)
    model = host()
    model.init_weights()
    assert 0.01 < model.cls_token.std() < 0.03
    for name, layer in model.named_modules():
        # what is stock in Swin awaits the rules of a config
        if isinstance(layer, nn.Linear) and layer.weight.numel() > 500 and not (host is ca_swin and 'stages' in name):
            assert 0.015 < layer.weight.std() < 0.025, name
            assert layer.bias is None or not layer.bias.any(), name


@pytest.mark.parametrize('size', [(64, 64), (33, 70), (7, 3)])
def test_any_size(backbone, host, size):
    (token, ), attention = backbone.forward_with_class_attention(torch.randn(2, 3, *size))
    assert token.shape == (2, 32)
    assert token.isfinite().all()
    grid = tuple(-(-length // STRIDES[host]) for length in size)
    assert attention.shape == (2, *grid)
    assert attention.dtype == torch.float32
    assert not attention.requires_grad
    assert (attention >= 0).all()
    assert (attention.sum(dim=(1, 2)) < 1).all(), 'the class token attends to itself, too'


@pytest.mark.parametrize('training', [False, True])
def test_outputs_are_those_of_forward(backbone, training):
    backbone.train(training)
    image = torch.randn(3, 3, 65, 50)
    outputs = []
    for forward in (backbone, lambda x: backbone.forward_with_class_attention(x)[0]):
        torch.manual_seed(1)  # the same paths are dropped
        outputs.append(forward(image))
    (expected, ), (token, ) = outputs
    assert torch.equal(token, expected)


def test_attention_is_the_softmax_of_the_class_row(backbone, host):
    image = torch.randn(2, 3, 64, 96)
    block = {pvt: lambda: backbone.stages[-1].blocks[-1], ca_swin: lambda: backbone.class_block,
             cait: lambda: backbone.class_blocks[-1], xcit: lambda: backbone.ca_layers[-1]}[host]()
    seen = []
    handle = block.norm1.register_forward_hook(lambda _module, _inputs, output: seen.append(output.detach()))
    _, attention = backbone.forward_with_class_attention(image)
    handle.remove()
    tokens, attn = seen[-1], block.attn
    key_weight, key_bias = (attn.kv.weight[:32], attn.kv.bias[:32]) if host is pvt else (attn.k.weight, attn.k.bias)
    expected = torch.zeros(2, tokens.shape[1] - 1)
    for sample, rows in enumerate(tokens):
        query = F.linear(rows[0], attn.q.weight, attn.q.bias)
        keys = F.linear(rows, key_weight, key_bias)
        for head in range(4):
            part = slice(8 * head, 8 * head + 8)
            weights = torch.stack([torch.dot(query[part], key[part]) / 8 ** 0.5 for key in keys]).exp()
            expected[sample] += (weights / weights.sum())[1:] / 4
    torch.testing.assert_close(attention.flatten(1), expected, rtol=1e-4, atol=1e-6)
    assert attention.std() > 1e-4, 'an even attention would show nothing'


def test_the_token_comes_from_the_patches(backbone):
    image = torch.randn(1, 3, 64, 64)
    assert (backbone(image)[0] - backbone(image.flip(3))[0]).abs().max() > 1e-3


def test_every_parameter_has_a_gradient(backbone):
    backbone.train()
    (token, ), _ = backbone.forward_with_class_attention(torch.randn(2, 3, 65, 64))
    token.square().sum().backward()
    without = [name for name, p in backbone.named_parameters() if p.grad is None or not p.grad.isfinite().all()]
    assert not without


def test_mixed_precision(backbone):
    image = torch.randn(2, 3, 64, 64)
    (token, ), attention = backbone.forward_with_class_attention(image)
    with torch.autocast('cpu', torch.bfloat16):
        (half, ), half_attention = backbone.forward_with_class_attention(image)
    assert half_attention.dtype == torch.float32
    assert (half.float() - token).norm() < 0.05 * token.norm()
    assert (half_attention - attention).abs().max() < 0.05


# the positions of stock Swin and XCiT stay in single precision
@pytest.mark.parametrize('host', [pvt, cait], indirect=True)
def test_half_precision_throughout(backbone):
    image = torch.randn(2, 3, 64, 64)
    (token, ), attention = backbone.forward_with_class_attention(image)
    (half, ), half_attention = backbone.bfloat16().forward_with_class_attention(image.bfloat16())
    assert (half.dtype, half_attention.dtype) == (torch.bfloat16, torch.float32)
    assert (half.float() - token).norm() < 0.1 * token.norm()
    assert (half_attention - attention).abs().max() < 0.05


def test_weights_come_back(backbone, host, tmp_path):
    torch.save(backbone.state_dict(), tmp_path / 'weights.pth')
    other = host()
    other.load_state_dict(torch.load(tmp_path / 'weights.pth', weights_only=True), strict=True)
    other.eval()
    image = torch.randn(1, 3, 64, 64)
    assert torch.equal(other(image)[0], backbone(image)[0])


@pytest.mark.parametrize('host', [pvt, cait, xcit], indirect=True)
def test_one_graph(backbone):
    torch.compiler.reset()
    image = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        compiled = torch.compile(backbone.forward_with_class_attention, fullgraph=True, backend='eager')(image)
        expected = backbone.forward_with_class_attention(image)
    torch.testing.assert_close(compiled[0][0], expected[0][0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(compiled[1], expected[1], rtol=1e-4, atol=1e-6)
