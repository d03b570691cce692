import pytest
import torch
from backbone_checks import check_compiling, check_file, check_mixed_precision
from mmpretrain.models.backbones import SwinTransformer
from torch.utils.flop_counter import FlopCounterMode

from mmuvp.models.backbones import MaskedSwinTransformer

ARCH = dict(embed_dims=8, depths=[1, 2, 2, 1], num_heads=[1, 2, 2, 4])
IMAGES = torch.randn(2, 3, 96, 64, generator=torch.Generator().manual_seed(0))


def build(**changes):
    torch.manual_seed(0)
    model = MaskedSwinTransformer(ARCH, **dict(dict(img_size=64, window_size=4), **changes))
    model.init_weights()
    model.eval()
    return model


def masked(*cells):
    mask = torch.zeros(2, 3, 2, dtype=torch.bool)
    for cell in cells:
        mask[(0, *cell)] = True
    return mask


def test_at_its_own_size_it_is_the_stock_class():
    own = build(out_type='featmap', window_size=2, norm_cfg=dict(type='LN'))  # the last map is a window
    stock = SwinTransformer(ARCH, img_size=64, window_size=2)
    stock.load_state_dict(own.state_dict(), strict=True)
    stock.eval()
    torch.testing.assert_close(own(IMAGES[..., :64, :])[0], stock(IMAGES[..., :64, :])[0], rtol=1e-4, atol=1e-5)


def test_windows_and_shifts_are_settled_by_the_size():
    attentions = [stage.blocks[-1].attn for stage in MaskedSwinTransformer(window_size=14).stages]
    assert [(a.window_size, a.shift_size) for a in attentions] == [(14, 7), (14, 7), (14, 0), (7, 0)]
    attentions = [stage.blocks[-1].attn for stage in MaskedSwinTransformer(window_size=7).stages]
    assert [(a.window_size, a.shift_size) for a in attentions] == [(7, 3), (7, 3), (7, 3), (7, 0)]


def test_forms_of_outputs():
    maps = build(out_type='featmap', out_indices=(0, 1, 2, 3))(IMAGES)
    assert [tuple(x.shape) for x in maps] == [(2, 8, 24, 16), (2, 16, 12, 8), (2, 32, 6, 4), (2, 64, 3, 2)]
    raw, = build(out_type='raw')(IMAGES)
    token, = build()(IMAGES)
    torch.testing.assert_close(raw[:, 0], token)
    torch.testing.assert_close(raw[:, 1:].mean(1), token)
    last, = build(out_type='featmap')(IMAGES)
    torch.testing.assert_close(raw[:, 1:], last.flatten(2).mT)


def test_means_of_the_last_blocks():
    means = build(last_blocks=4)(IMAGES)
    assert [tuple(x.shape) for x in means] == [(2, 16), (2, 32), (2, 32), (2, 64)]
    torch.testing.assert_close(means[-1], build()(IMAGES)[0])


@pytest.mark.parametrize('size', [(64, 64), (65, 97), (7, 3)])
def test_any_size(size):
    model = build(out_type='featmap', with_mask_token=True)
    height, width = (-(-side // 32) for side in size)
    images, mask = torch.randn(1, 3, *size), torch.ones(1, height, width, dtype=torch.bool)
    for output in (model(images)[0], model(images, mask)[0]):
        assert output.shape == (1, 64, height, width)
        assert output.isfinite().all()


def test_hidden_pixels_do_not_matter():
    model, changed = build(with_mask_token=True), IMAGES.clone()
    changed[0, :, 32:64, 32:] += 1
    mask = masked((1, 1))
    assert torch.equal(model(IMAGES, mask)[0], model(changed, mask)[0])
    assert not torch.equal(model(IMAGES)[0], model(changed)[0])
    assert torch.equal(model(IMAGES, masked())[0], model(IMAGES)[0])


def test_masks_that_do_not_fit():
    with pytest.raises(ValueError, match=r'the mask must be booleans \(2, 3, 2\), not torch.bool \(2, 24, 16\)'):
        build(with_mask_token=True)(IMAGES, torch.zeros(2, 24, 16, dtype=torch.bool))
    with pytest.raises(ValueError, match='with_mask_token=True'):
        build()(IMAGES, masked())


@pytest.mark.parametrize('shape', [(2, 1, 64, 64), (3, 64, 64), (2, 3, 0, 64)])
def test_no_images(shape):
    with pytest.raises(ValueError, match=r'images must be \(B, 3, H, W\) of at least a pixel'):
        build()(torch.zeros(shape))


def test_unknown_outputs():
    with pytest.raises(ValueError, match="out_type must be one of 'cls_token', 'raw', 'featmap', not 'avg'"):
        build(out_type='avg')


@pytest.mark.parametrize(('window', 'parameters', 'multiply_adds'), [(7, 27.52, 4.51), (14, 27.57, 4.91)])
def test_size(window, parameters, multiply_adds):
    model = MaskedSwinTransformer(window_size=window).to('meta')
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 3, 224, 224, device='meta'))
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(parameters, abs=0.01)
    assert counter.get_total_flops() / 2e9 == pytest.approx(multiply_adds, rel=0.01)


def test_every_parameter_learns():
    model = build(out_type='raw', with_mask_token=True)
    model(IMAGES, masked((0, 0)))[0][..., :8].square().mean().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_common_properties():
    check_mixed_precision(build(), IMAGES)
    check_file(build(drop_path_rate=0.5), build(), IMAGES)
    check_compiling(build(), IMAGES)
