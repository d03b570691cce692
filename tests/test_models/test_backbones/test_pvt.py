import pytest
import torch
import torch.nn.functional as F
from mmdet.models.backbones import PyramidVisionTransformer

from mmuvp.checkpoints import pvt as published_pvt
from mmuvp.models.backbones import PVT
from mmuvp.models.layers.spatial_reduction_attention import SpatialReductionAttention

ARCH = dict(depths=(1, 1, 1, 1), channels=(8, 16, 24, 32), num_heads=(1, 2, 3, 4), ffn_ratios=(8, 8, 4, 4),
            reductions=(8, 4, 2, 1))


def maps_of(model, image):
    with torch.no_grad():
        return model(image)


@pytest.mark.parametrize('size', [(64, 96), (33, 70), (5, 1)])
def test_maps_have_rounded_up_strides(size):
    maps = PVT(ARCH, out_indices=(0, 1, 2, 3))(torch.randn(2, 3, *size))
    for feature, channels, stride in zip(maps, ARCH['channels'], (4, 8, 16, 32), strict=True):
        assert feature.shape == (2, channels, *(-(-length // stride) for length in size))
        assert feature.isfinite().all()


def test_a_detector_takes_the_weights_of_a_classifier():
    classifier, detector = PVT(ARCH).state_dict(), PVT(ARCH, out_indices=(0, 1, 2, 3)).state_dict()
    assert classifier.keys() - detector.keys() == {'cls_token', 'cls_pos_embed', 'norm.weight', 'norm.bias'}
    assert {key: value.shape for key, value in detector.items()} == {key: classifier[key].shape for key in detector}


def test_pretrained_weights_of_a_classifier(tmp_path):
    classifier = PVT(ARCH)
    classifier.init_weights()
    weights = {f'backbone.{key}': value for key, value in classifier.state_dict().items()}
    torch.save(dict(state_dict=weights), tmp_path / 'classifier.pth')
    init_cfg = dict(type='Pretrained', checkpoint=str(tmp_path / 'classifier.pth'), prefix='backbone.')
    detector = PVT(ARCH, out_indices=(0, 1, 2, 3), init_cfg=init_cfg)
    detector.init_weights()
    for key, value in detector.state_dict().items():
        assert torch.equal(value, weights[f'backbone.{key}']), key


@pytest.mark.parametrize('size', [(64, 64), (96, 160)])
def test_maps_are_those_of_stock_detectors(size):
    """On published names, which both sides convert; inputs fill the windows, as stock reduction drops the rest."""
    torch.manual_seed(0)
    stock = PyramidVisionTransformer(pretrain_img_size=64, embed_dims=8, num_layers=[1, 1, 1, 1],
                                     num_heads=[1, 2, 3, 4], norm_cfg=dict(type='LN', eps=1e-6))
    ours = PVT(ARCH, img_size=64, out_indices=(0, 1, 2, 3))
    ours.load_state_dict(from_stock(stock, ours))
    stock.eval(), ours.eval()
    image = torch.randn(2, 3, *size)
    for a, b in zip(maps_of(ours, image), maps_of(stock, image), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-4)


def from_stock(stock, ours):
    """Weights of mmdet's network, drawn anew, in ours."""
    for parameter in stock.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    weights = {}
    for index, (patches, (positions, *blocks), _) in enumerate(stock.layers):
        prefix = f'stages.{index}.'
        for key, value in patches.state_dict().items():
            weights[f'{prefix}patch_embed.{key}'] = value
        weights[f'{prefix}pos_embed'] = published_pvt.as_map('positions', positions.pos_embed.detach())
        for number, block in enumerate(blocks):
            for key, value in stock_block(block.state_dict()).items():
                weights[f'{prefix}blocks.{number}.{key}'] = value
    return weights


def stock_block(entries):
    renamed = {}
    for key, value in entries.items():
        if '.in_proj_' in key:
            suffix = key.rpartition('_')[2]
            channels = len(value) // 3
            renamed[f'attn.q.{suffix}'], renamed[f'attn.kv.{suffix}'] = value.split((channels, 2 * channels))
        elif key.startswith('ffn.layers.'):
            number, suffix = key.split('.')[2:]
            name = {'0': 'ffn.layers.0.0.', '3': 'ffn.layers.1.'}[number]
            renamed[name + suffix] = value.flatten(1) if value.dim() == 4 else value
        else:
            renamed[key.replace('attn.attn.out_proj.', 'attn.proj.')] = value
    return renamed


def test_keys_come_from_windows_of_the_map():
    """The windows of a map that they do not fill, cut out by hand."""
    torch.manual_seed(0)
    attention = SpatialReductionAttention(8, 2, reduction=2)
    pixels = torch.randn(1, 8, 3, 5)
    _, key, value = attention.project(pixels.flatten(2).transpose(1, 2), (3, 5))
    assert key.shape == value.shape == (1, 2, 2 * 3, 4)
    padded = F.pad(pixels, (0, 1, 0, 1))
    for row in range(2):
        for column in range(3):
            window = padded[0, :, 2 * row:2 * row + 2, 2 * column:2 * column + 2]
            reduced = (attention.sr.weight * window).sum(dim=(1, 2, 3)) + attention.sr.bias
            expected = attention.kv(attention.norm(reduced))
            index = 3 * row + column
            torch.testing.assert_close(torch.cat([key[0, :, index].flatten(), value[0, :, index].flatten()]), expected)


def test_attention_stays_fused(monkeypatch):
    fused, calls = F.scaled_dot_product_attention, []
    monkeypatch.setattr(F, 'scaled_dot_product_attention', lambda *args: calls.append(1) or fused(*args))
    PVT(ARCH).forward_with_class_attention(torch.randn(1, 3, 32, 32))
    assert len(calls) == 4


def test_positions_are_resized_to_the_grid():
    model = PVT(ARCH, img_size=64)
    stage = model.stages[0]
    with torch.no_grad():
        stage.patch_embed.norm.weight.zero_()
        stage.pos_embed.copy_(torch.linspace(0, 1, 16).expand(1, 8, 16, 16))
    tokens, size = stage.embed(torch.randn(1, 3, 20, 50))
    assert size == (5, 13)
    centres = ((torch.arange(13) + 0.5) * 16 / 13 - 0.5).clamp(0, 15) / 15
    torch.testing.assert_close(tokens[0, :, 0].view(size), centres.expand(size))


@pytest.mark.parametrize(('arch', 'message'), [
    ('huge', "arch must be one of tiny, small, medium, large or a dict, not 'huge'"),
    (dict(depths=(1, 1, 1, 1)), "must have the keys .*, not .'depths'"),
    (dict(ARCH, reductions=(8, 4, 2, 2)), 'reductions must end with 1'),
])
def test_bad_architectures(arch, message):
    with pytest.raises(ValueError, match=message):
        PVT(arch)


def test_maps_have_no_class_attention():
    with pytest.raises(ValueError, match='class attention needs a class token'):
        PVT(ARCH, out_indices=(3, )).forward_with_class_attention(torch.randn(1, 3, 32, 32))
