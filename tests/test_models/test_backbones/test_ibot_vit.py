import pytest
import torch
from backbone_checks import check_compiling, check_file, check_mixed_precision
from mmpretrain.models.backbones import VisionTransformer

from mmuvp.models.backbones import IBOTVisionTransformer

ARCH = dict(embed_dims=16, num_layers=3, num_heads=2, feedforward_channels=32)
IMAGES = torch.randn(2, 3, 32, 48, generator=torch.Generator().manual_seed(0))


def build(img_size=32, **changes):
    torch.manual_seed(0)
    model = IBOTVisionTransformer(ARCH, img_size=img_size, patch_size=8, **changes)
    model.init_weights()
    return model


def masked(number):
    mask = torch.zeros(2, 4, 6, dtype=torch.bool)
    mask[0].view(-1)[:number] = True
    return mask


@pytest.mark.parametrize('out_type', ['raw', 'cls_token', 'featmap', 'avg_featmap'])
def test_on_its_own_grid_it_is_the_stock_class(out_type):
    own, stock = build(out_type=out_type), VisionTransformer(ARCH, img_size=32, patch_size=8, out_type=out_type)
    stock.load_state_dict(own.state_dict(), strict=True)
    images = IMAGES[..., :32]
    torch.testing.assert_close(own(images)[0], stock(images)[0], rtol=0, atol=0)


@pytest.mark.parametrize('size', [(32, 32), (33, 70), (7, 3), (96, 8)])
def test_any_size(size):
    output, = build(out_type='featmap')(torch.randn(1, 3, *size))
    assert output.shape == (1, 16, -(-size[0] // 8), -(-size[1] // 8))
    assert output.isfinite().all()


def test_positions_keep_their_rows_and_columns():
    model = build(out_type='raw')
    with torch.no_grad():
        model.pos_embed[0, 1:, 0] = torch.arange(4.0).repeat_interleave(4)
        model.pos_embed[0, 1:, 1] = torch.arange(4.0).repeat(4)
    table = model._positions((6, 8))[0, 1:].unflatten(0, (6, 8))
    assert (table[1:, :, 0] > table[:-1, :, 0]).all()
    assert (table[:, 1:, 1] > table[:, :-1, 1]).all()
    assert torch.equal(model._positions((6, 8))[:, 0], model.pos_embed[:, 0])


def test_all_outputs_are_normed():
    features = build(out_indices=(0, 1, 2), out_type='raw')(IMAGES)
    assert len(features) == 3
    for feature in features:
        torch.testing.assert_close(feature.mean(-1), torch.zeros(2, 25), rtol=0, atol=1e-5)
    assert build(final_norm=False)(IMAGES)[0].mean(-1).abs().max() > 1e-3


def test_hidden_patches_do_not_matter_but_their_places_do():
    model, mask = build(with_mask_token=True, out_type='raw'), masked(1)
    changed = IMAGES.clone()
    changed[0, :, :8, :8] += 1
    torch.testing.assert_close(model(IMAGES, mask)[0], model(changed, mask)[0], rtol=0, atol=0)
    assert not torch.equal(model(IMAGES)[0], model(changed)[0])
    with torch.no_grad():
        model.pos_embed[:, 1] += 1
    assert not torch.equal(model(IMAGES, mask)[0], build(with_mask_token=True, out_type='raw')(IMAGES, mask)[0])


def test_no_patch_and_all_patches_hidden():
    model = build(with_mask_token=True, out_type='raw')
    assert torch.equal(model(IMAGES, masked(0))[0], model(IMAGES)[0])
    every = model(IMAGES, torch.ones(2, 4, 6, dtype=torch.bool))[0]
    assert every.isfinite().all()
    torch.testing.assert_close(every[0], every[1])


@pytest.mark.parametrize('mask', [torch.zeros(2, 4, 5, dtype=torch.bool), torch.zeros(1, 4, 6, dtype=torch.bool),
                                  torch.zeros(2, 4, 6)], ids=['grid', 'batch', 'type'])
def test_masks_that_do_not_fit(mask):
    with pytest.raises(ValueError, match=r'the mask must be booleans \(2, 4, 6\), not torch\.'):
        build(with_mask_token=True)(IMAGES, mask)


def test_a_teacher_hides_nothing():
    model = build()
    assert 'mask_token' not in model.state_dict()
    with pytest.raises(ValueError, match='with_mask_token=True'):
        model(IMAGES, masked(3))


def test_images_of_other_channels():
    with pytest.raises(ValueError, match=r'images must be \(B, 3, H, W\) of at least a pixel, not \(2, 1, 32, 48\)'):
        build()(IMAGES[:, :1])
    assert build(in_channels=1)(IMAGES[:, :1])[0].shape == (2, 16)


def test_an_unknown_architecture():
    with pytest.raises(ValueError, match="arch must be one of 'tiny', 'small', 'base', 'large', not 'huge'"):
        IBOTVisionTransformer('huge')


@pytest.mark.parametrize(('arch', 'parameters'), [('tiny', 5.52), ('small', 21.67), ('base', 85.80), ('large', 303.3)])
def test_parameters(arch, parameters):
    with torch.device('meta'):
        model = IBOTVisionTransformer(arch)
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(parameters, abs=0.05)


def test_initial_weights():
    torch.manual_seed(0)
    model = IBOTVisionTransformer(dict(ARCH, embed_dims=64), img_size=224, with_mask_token=True)
    model.init_weights()
    layer = model.layers[0]
    for weight in (layer.attn.qkv.weight, layer.ffn.layers[1].weight, model.pos_embed, model.cls_token):
        assert weight.std().item() == pytest.approx(0.02, rel=0.2)
    assert not any(x.any() for x in (layer.attn.qkv.bias, layer.ffn.layers[1].bias, model.mask_token))


def test_a_checkpoint_survives_the_initialisation(tmp_path):
    source = build()
    torch.save({'state_dict': {f'backbone.{k}': 2 * v for k, v in source.state_dict().items()}}, tmp_path / 'x.pth')
    model = build(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'x.pth'), prefix='backbone.'))
    assert all(torch.equal(v, 2 * source.state_dict()[k]) for k, v in model.state_dict().items())


def test_every_parameter_learns():
    model = build(with_mask_token=True, out_type='raw')
    model(IMAGES, masked(5))[0][..., :8].square().mean().backward()  # of a normed token, all squares sum to a constant
    assert [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_common_properties():
    check_mixed_precision(build(), IMAGES)
    check_file(build(drop_path_rate=0.1), build(), IMAGES)
    check_compiling(build(), IMAGES)
