import pytest
import torch
from torch import nn

from mmuvp.registry import MODELS

STEM = dict(type='mmseg.ResNetV1c', depth=18, stem_channels=4, base_channels=4, num_stages=1, strides=(1, ),
            dilations=(1, ), out_indices=(0, ), norm_cfg=dict(type='BN'))
TRANSFORMER = dict(
    type='mmpretrain.VisionTransformer', img_size=8, patch_size=2, in_channels=4, out_type='featmap',
    out_indices=[0, 1], final_norm=False, interpolate_mode='bilinear',
    arch=dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=32))


@pytest.fixture
def backbone():
    torch.manual_seed(0)
    backbone = MODELS.build(dict(type='mmuvp.HybridViT', stem=STEM, transformer=TRANSFORMER))
    backbone.init_weights()
    return backbone


@pytest.mark.parametrize(('size', 'expected'), [((32, 32), (4, 4)), ((33, 65), (5, 9)), ((17, 100), (3, 13))])
def test_a_token_stands_for_a_patch_of_the_stems_map(backbone, size, expected):
    backbone.eval()
    outputs = backbone(torch.rand(2, 3, *size))
    assert [x.shape for x in outputs] == [(2, 16, *expected)] * 2


def test_parts_may_be_modules():
    class Halve(nn.Module):
        def forward(self, x):
            return x, x[..., ::2, ::2]

    class Identity(nn.Module):
        def forward(self, x):
            return (x, )

    backbone = MODELS.build(dict(type='mmuvp.HybridViT', stem=Halve(), transformer=Identity()))
    images = torch.rand(1, 3, 4, 6)
    assert torch.equal(backbone(images)[0], images[..., ::2, ::2])


def test_all_parameters_get_gradients(backbone):
    sum(x.square().mean() for x in backbone(torch.rand(2, 3, 32, 32))).backward()
    assert all(p.grad is not None for p in backbone.parameters())


def test_position_embeddings_start_random_as_those_of_the_transformer_alone(backbone):
    assert backbone.transformer.pos_embed.detach().std().item() == pytest.approx(0.02, rel=0.3)


def test_compiled_and_in_bf16_it_agrees(backbone):
    backbone.eval()
    images = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        expected = backbone(images)[-1]
        torch.testing.assert_close(torch.compile(backbone, backend='aot_eager')(images)[-1], expected)
        with torch.autocast('cpu', torch.bfloat16):
            torch.testing.assert_close(backbone(images)[-1].float(), expected, rtol=0.1, atol=0.1)


def test_weights_round_trip(backbone, tmp_path):
    torch.save(backbone.state_dict(), tmp_path / 'weights.pth')
    other = MODELS.build(dict(type='mmuvp.HybridViT', stem=STEM, transformer=TRANSFORMER))
    other.load_state_dict(torch.load(tmp_path / 'weights.pth', weights_only=True))
    images = torch.rand(1, 3, 32, 32)
    for network in (backbone, other):
        network.eval()
    with torch.no_grad():
        torch.testing.assert_close(other(images), backbone(images))
