"""MapUpsampler: the semantic branch of Panoptic FPN."""
import pytest
import torch

from mmuvp.models.pixel_decoders import MapUpsampler

WIDTHS = (2, 4, 6, 8)
NORM = dict(type='GN', num_groups=2)


def make_maps(size):
    torch.manual_seed(0)
    return [torch.randn(1, width, *(-(-length // 2 ** (i + 2)) for length in size)) for i, width in enumerate(WIDTHS)]


@pytest.mark.parametrize('size', [(64, 96), (65, 97), (33, 50)])
def test_coarse_maps_are_doubled_to_the_sizes_of_finer_ones(size):
    module = MapUpsampler(WIDTHS, 4, norm_cfg=NORM)
    maps = make_maps(size)
    assert module(maps).shape == (1, 4, *maps[0].shape[-2:])
    assert [len(convs) for convs in module.branches] == [1, 1, 2, 3]


def test_without_finer_maps_sizes_double():
    assert MapUpsampler((8, ), 4, (2, ), norm_cfg=NORM)([torch.randn(1, 8, 3, 5)]).shape == (1, 4, 12, 20)


def test_maps_are_added():
    module = MapUpsampler(WIDTHS, 4, norm_cfg=NORM)
    maps = make_maps((64, 96))
    singles = []
    for level, width in enumerate(WIDTHS):
        single = MapUpsampler((width, ), 4, (level, ), norm_cfg=NORM)
        single.branches[0].load_state_dict(module.branches[level].state_dict())
        singles.append(single(maps[level:level + 1]))
    torch.testing.assert_close(module(maps), sum(singles))


def test_gradients_reach_all_maps_through_the_fpn():
    fpn = dict(type='mmdet.FPN', out_channels=4, num_outs=4)
    module = MapUpsampler(WIDTHS, 4, (0, 1, 2, 3), fpn=fpn, norm_cfg=NORM)
    maps = [x.requires_grad_() for x in make_maps((65, 97))]
    module(maps).square().sum().backward()
    assert all(x.grad.abs().sum() > 0 for x in maps)
    assert all(parameter.grad is not None for parameter in module.parameters())


def test_a_number_of_doublings_is_missing():
    with pytest.raises(ValueError, match='each of 4 maps'):
        MapUpsampler(WIDTHS, num_upsamples=(3, ))
