import pytest
import torch
from mmpretrain.models.backbones import SwinTransformer
from mmpretrain.models.utils.attention import ShiftWindowMSA

from mmuvp.models.layers.moved_windows import moved_window_mask, use_compilable_masks


@pytest.mark.parametrize('shift', [0, 1, 3])
@pytest.mark.parametrize('shape', [(7, 7), (14, 21), (28, 14)])
def test_masks_are_those_of_stock(shape, shift):
    expected = ShiftWindowMSA.get_attn_mask(shape, window_size=7, shift_size=shift)
    mask = moved_window_mask(shape, 7, shift)
    assert mask is None if expected is None else torch.equal(mask, expected)


def test_windows_compute_as_before():
    torch.manual_seed(0)
    model = SwinTransformer(dict(embed_dims=8, depths=[1, 2, 2, 1], num_heads=[1, 2, 2, 4]), pad_small_map=True)
    model.eval()
    images = torch.randn(1, 3, 100, 130)
    with torch.no_grad():
        expected = model(images)
        use_compilable_masks(model)
        assert all(torch.equal(ours, stock) for ours, stock in zip(model(images), expected, strict=True))


def test_masks_compile():
    """In the C++ that Inductor writes for the CPU."""
    scores = torch.randn(4, 49, 49)

    def masked(scores, mask):
        return (scores + mask((14, 14), window_size=7, shift_size=3, device=scores.device)).softmax(-1)

    compiled = torch.compile(masked, fullgraph=True)(scores, moved_window_mask)
    torch.testing.assert_close(compiled, masked(scores, ShiftWindowMSA.get_attn_mask))
