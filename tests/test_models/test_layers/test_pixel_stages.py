import pytest
import torch
from narrow_models import wake_up

from mmuvp.models.layers import PixelStages
from mmuvp.models.layers.pixel_stages import PathState


def stage(stride, channels, num_blocks=1, **more):
    block = dict(type='mmuvp.PreActBasicBlock', channels=channels)
    return dict(stride=stride, num_blocks=num_blocks, block=block, **more)


HOURGLASS = [stage(4, 8), stage(8, 12, 2), stage(8, 16), stage(4, 8), stage(8, 16), stage(4, 6)]


def build(stages=HOURGLASS):
    path = PixelStages(stages, in_channels=4, in_stride=2)
    path.init_weights()
    return wake_up(path)


@pytest.mark.parametrize('size', [(17, 9), (16, 12), (1, 30), (1, 1)])
def test_results_of_any_size(size):
    path = build().eval()
    results = path.walk(PathState(torch.randn(2, 4, *size))).results
    for result, channels, stride in zip(results, (8, 12, 16, 8, 16, 6), (4, 8, 8, 4, 8, 4), strict=True):
        assert result.shape == (2, channels, *(-(-length * 2 // stride) for length in size))


def test_a_stage_is_fused_with_what_two_stays_at_its_stride_ended_with():
    path = build()
    assert list(path.fusions) == ['3', '4', '5']
    assert [len(path.fusions[index].project_earlier) for index in path.fusions] == [1, 1, 2]
    assert path.reached == {4: [8, 8, 6], 8: [16, 16]}
    assert path.fusions['4'].project[1].conv.stride == (2, 2)


def test_a_fusion_is_a_sum():
    path = build().eval()
    state = path.walk(PathState(torch.randn(1, 4, 9, 9)))
    fusion, results = path.fusions['5'], state.results
    with torch.no_grad():
        fused = fusion(results[4], [results[0], results[3]])
        up = torch.nn.functional.interpolate(fusion.project(results[4]), (5, 5), mode='bilinear', align_corners=True)
        projected = [project(x) for project, x in zip(fusion.project_earlier, (results[0], results[3]), strict=True)]
        torch.testing.assert_close(fused, up + sum(projected))
        torch.testing.assert_close(path.stages[5](fused), results[5])


def test_two_paths_go_on_from_each_other():
    whole = build().eval()
    first = build(HOURGLASS[:3]).eval()
    second = PixelStages(HOURGLASS[3:], first.channels[-1], first.strides[-1], first.reached).eval()
    state = whole.state_dict()
    first.load_state_dict({name: state[name] for name in first.state_dict()})
    second.load_state_dict({name: state['.'.join([*(parts := name.split('.'))[:1], str(int(parts[1]) + 3), *parts[2:]])]
                            for name in second.state_dict()})
    x = torch.randn(1, 4, 9, 7)
    expected = whole.walk(PathState(x)).results
    for a, b in zip(second.walk(first.walk(PathState(x))).results, expected, strict=True):
        torch.testing.assert_close(a, b)


def test_the_first_block_may_be_of_another_kind():
    first = dict(type='mmuvp.PreActBottleneck', channels=2)
    path = build([stage(4, 8, 2, first_block=first)])
    assert [type(block).__name__ for block in path.stages[0]] == ['PreActBottleneck', 'PreActBasicBlock']


def test_a_stride_out_of_reach_is_named():
    with pytest.raises(ValueError, match='stage 1 has stride 6'):
        build([stage(4, 8), stage(6, 8)])
