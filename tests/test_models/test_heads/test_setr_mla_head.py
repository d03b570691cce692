import pytest
import torch
from mmseg.models.decode_heads import SETRMLAHead as StockSETRMLAHead

from mmuvp.models.heads import SETRMLAHead

WIDTHS = [16] * 4
SETTINGS = dict(in_channels=WIDTHS, in_index=(3, 2, 1, 0), channels=32, mla_channels=8, num_classes=5,
                dropout_ratio=0, norm_cfg=dict(type='BN'), align_corners=False)


def maps(size=(5, 7)):
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(2, width, *size, generator=generator) for width in WIDTHS]


@pytest.mark.parametrize('size', [(5, 7), (1, 1), (8, 3)])
def test_logits_are_at_four_times_the_size(size):
    assert SETRMLAHead(**SETTINGS).eval()(maps(size)).shape == (2, 5, 4 * size[0], 4 * size[1])


def test_with_pixels_alone_and_before_upsampling_it_is_the_stock_head():
    torch.manual_seed(0)
    head, stock = SETRMLAHead(classifier_kernel=1, **SETTINGS).eval(), StockSETRMLAHead(**SETTINGS).eval()
    stock.load_state_dict(head.state_dict())
    for name in (head, stock):
        for *_, upsample in name.up_convs:
            upsample.align_corners = False
    torch.testing.assert_close(head(maps()), stock(maps()))


def test_corners_of_the_maps_meet():
    """A corner pixel stays what it was before upsampling, as it does not in the stock head."""
    torch.manual_seed(0)
    head = SETRMLAHead(classifier_kernel=1, **SETTINGS).eval()
    feats = maps()
    joined = torch.cat([up[:2](feats[i]) for up, i in zip(head.up_convs, head.in_index, strict=True)], dim=1)
    logits, corners = head(feats), (slice(None), slice(None), [0, 0, -1, -1], [0, -1, 0, -1])
    torch.testing.assert_close(logits[corners], head.cls_seg(joined)[corners])


def test_the_classifier_sees_neighbours():
    head = SETRMLAHead(**SETTINGS)
    assert head.conv_seg.weight.shape == (5, 32, 3, 3)
    assert head.conv_seg.bias.shape == (5, )


def test_even_kernel_is_refused():
    with pytest.raises(ValueError, match='classifier_kernel must be odd, not 2'):
        SETRMLAHead(classifier_kernel=2, **SETTINGS)


def test_all_parameters_get_gradients_and_bf16_agrees():
    head = SETRMLAHead(**SETTINGS)
    full = head(maps())
    full.square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in head.parameters())
    with torch.autocast('cpu', torch.bfloat16):
        torch.testing.assert_close(head(maps()).float(), full, rtol=0.1, atol=0.1)
