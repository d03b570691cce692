"""Paths at two resolutions, and the blocks that are made of them."""
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mmuvp.models.layers import AggregationTree, DenseLayer, Elastic, ElasticBottleneck, ElasticSettings
from mmuvp.models.layers.resampling import RESAMPLINGS, DilatedResampling, PooledResampling, TrainedResampling

ODD = pytest.mark.parametrize('size', [(6, 8), (7, 8), (57, 45), (1, 1)])
ALL = pytest.mark.parametrize('resampling', RESAMPLINGS)


@ODD
def test_low_path_works_on_means_of_the_repeated_border(size):
    """As published: odd maps are padded by their last row and column, pooled, and cropped after up-sampling."""
    height, width = size
    x = torch.randn(2, 3, *size)
    padded = F.pad(x, (0, width % 2, 0, height % 2), mode='replicate')
    resampling = PooledResampling()
    low = resampling.down(x)
    torch.testing.assert_close(low, F.avg_pool2d(padded, 2))
    expected = F.interpolate(low, size=padded.shape[-2:], mode='bilinear', align_corners=False)[..., :height, :width]
    torch.testing.assert_close(resampling.up(low, size), expected)


@ODD
def test_trained_filters_start_as_averages_and_bilinear_interpolation(size):
    x = torch.randn(2, 3, *size)
    pooled, trained = PooledResampling(), TrainedResampling(3, 3)
    low = pooled.down(x)
    torch.testing.assert_close(trained.down(x), low)
    torch.testing.assert_close(trained.up(low, size), pooled.up(low, size))


def test_dilated_filters_see_as_far_at_full_resolution():
    """Every other pixel of a dilated convolution is a plain one's on every other pixel."""
    torch.manual_seed(0)
    build = dict(in_channels=6, channels=4, group_channels=2, groups=2)
    dilated = ElasticBottleneck(**build, elastic=ElasticSettings(resampling='dilated')).paths.low.eval()
    plain = ElasticBottleneck(**build, elastic=ElasticSettings()).paths.low.eval()
    plain.load_state_dict(dilated.state_dict())
    x = torch.randn(2, 6, 8, 10)
    torch.testing.assert_close(dilated(x)[..., ::2, ::2], plain(x[..., ::2, ::2]))


def test_pooling_before_dilated_filters_keeps_the_resolution():
    x = torch.arange(6.).view(1, 1, 2, 3)
    assert DilatedResampling(pooled=True).down(x).flatten().tolist() == [2, 3, 3.5, 3.5, 4.5, 5]
    assert DilatedResampling(pooled=False).down(x) is x


def test_nearest_repeats_pixels():
    x = torch.tensor([[[[1., 2.]]]])
    assert PooledResampling('nearest').up(x, (2, 3))[0, 0].tolist() == [[1, 1, 2], [1, 1, 2]]


@ODD
@ALL
def test_sum_of_two_paths(size, resampling):
    """Equation 2.3."""
    layer = ElasticSettings(resampling=resampling).build(lambda units, dilation: nn.Conv2d(3, 4, 1), 2, 3, 4)
    assert isinstance(layer, Elastic)
    x = torch.randn(2, 3, *size)
    low = layer.resampling.up(layer.low(layer.resampling.down(x)), size)
    torch.testing.assert_close(layer(x), layer.high(x) + low)
    assert layer(x).shape == (2, 4, *size)


@pytest.mark.parametrize(('share', 'high', 'low'), [(0.5, 4, 4), (0.25, 6, 2), (0.75, 2, 6)])
def test_groups_are_divided(share, high, low):
    """Table 2.7."""
    block = ElasticBottleneck(16, 8, 2, 8, elastic=ElasticSettings(low_share=share))
    for path, groups in ((block.paths.high, high), (block.paths.low, low)):
        assert path.middle.conv.groups == groups
        assert path.squeeze.conv.out_channels == path.middle.conv.out_channels == 2 * groups


@pytest.mark.parametrize(('share', 'groups', 'low'), [(0.55, 20, 11), (0.29, 100, 29), (1 / 3, 12, 4)])
def test_shares_that_binary_fractions_only_approximate(share, groups, low):
    layer = ElasticSettings(low_share=share).build(lambda units, dilation: nn.Conv2d(1, units, 1), groups, 1, 1)
    assert (layer.high.out_channels, layer.low.out_channels) == (groups - low, low)


@pytest.mark.parametrize(('resampling', 'reach'), [('bilinear', 1), ('dilated', 2)])
def test_both_paths_have_the_dilation_of_the_block(resampling, reach):
    block = ElasticBottleneck(16, 8, 2, 4, dilation=3, shortcut=nn.Conv2d(16, 32, 1),
                              elastic=ElasticSettings(resampling=resampling))
    assert block.paths.high.middle.conv.dilation == (3, 3)
    assert block.paths.low.middle.conv.dilation == (3 * reach, 3 * reach)
    assert block(torch.randn(2, 16, 9, 7)).shape == (2, 32, 9, 7)


@ALL
def test_a_block_that_is_divided_has_as_many_parameters(resampling):
    plain, elastic = (ElasticBottleneck(16, 8, 2, 4, elastic=settings)
                      for settings in (None, ElasticSettings(resampling=resampling)))
    filters = sum(p.numel() for p in elastic.paths.resampling.parameters())
    assert (filters > 0) == (resampling == 'trained')
    assert sum(p.numel() for p in elastic.parameters()) - filters == sum(p.numel() for p in plain.parameters())


def test_two_paths_at_one_resolution_are_one():
    """What makes the published layout, two paths everywhere, equal to one path where layers are not elastic."""
    torch.manual_seed(0)
    block = ElasticBottleneck(6, 4, 2, 4, elastic=ElasticSettings()).eval()
    plain = ElasticBottleneck(6, 4, 2, 4).eval()
    high, low, one = block.paths.high, block.paths.low, plain.paths
    with torch.no_grad():
        for name in ('squeeze', 'middle'):
            weights = [getattr(path, name).conv.weight for path in (high, low)]
            getattr(one, name).conv.weight.copy_(torch.cat(weights))
        one.expand.weight.copy_(torch.cat([high.expand.weight, low.expand.weight], dim=1))
    x = torch.randn(2, 6, 5, 7)
    torch.testing.assert_close(one(x), high(x) + low(x))


def test_residual_takes_the_place_of_the_shortcut():
    block = ElasticBottleneck(16, 16, 2, 2, expansion=1).eval()
    nn.init.zeros_(block.norm.weight)
    x, residual = torch.randn(2, 1, 16, 5, 7).unbind()
    assert torch.equal(block(x), x.relu())
    assert torch.equal(block(x, residual), residual.relu())


def test_dense_layer_keeps_its_input_in_front():
    x = torch.randn(2, 8, 7, 5)
    out = DenseLayer(8, 4, 16, ElasticSettings())(x)
    assert out.shape == (2, 12, 7, 5)
    assert torch.equal(out[:, :8], x)


class Sum(nn.Module):
    """A block that can be followed by hand."""

    def __init__(self, in_channels, stride):
        super().__init__()
        self.in_channels, self.stride = in_channels, stride
        self.residuals = []

    def forward(self, x, residual=None):
        self.residuals.append(residual)
        return x[..., ::self.stride, ::self.stride].mean(dim=1, keepdim=True).expand(-1, 4, -1, -1) + 1


def test_what_the_roots_of_a_tree_aggregate():
    """The last root of a tree of depth 2 has the two blocks before it, the tree's input and the first root."""
    tree = AggregationTree(2, 2, 4, 2, Sum, input_to_root=True).eval()
    seen = []
    for subtree in (tree.first, tree.second):
        subtree.root.register_forward_hook(lambda root, args, out: seen.append((args, out)))
    x = torch.randn(1, 2, 5, 7)
    out = tree(x)
    (first_args, first_root), (last_args, last_root) = seen
    pooled = F.max_pool2d(x, 2, ceil_mode=True)
    assert torch.equal(out, last_root)
    assert [block.shape for block in first_args] == [(1, 4, 3, 4)] * 2
    assert torch.equal(first_args[0], first_args[1] + 1)  # the later block comes first
    assert torch.equal(last_args[2], pooled)
    assert torch.equal(last_args[3], first_root)
    assert torch.equal(last_args[1], first_root.mean(dim=1, keepdim=True).expand(-1, 4, -1, -1) + 1)
    # the residual of the strided block is the projected input, that of the others their input
    assert torch.equal(tree.first.first.residuals[0], tree.first.project(pooled))
    assert torch.equal(tree.second.first.residuals[0], first_root)
    assert tree.first.second.residuals == [None]


def test_residual_root_adds_the_last_block():
    tree = AggregationTree(1, 4, 4, 1, Sum, residual_root=True).eval()
    nn.init.zeros_(tree.root.fuse.bn.weight)
    x = torch.rand(1, 4, 3, 3)
    torch.testing.assert_close(tree(x), x.mean(dim=1, keepdim=True).expand(-1, 4, -1, -1) + 2)


@pytest.mark.parametrize(('settings', 'message'), [
    (dict(low_share=0.), 'low_share must be between 0 and 1, not 0.0'),
    (dict(low_share=1), 'low_share must be between 0 and 1, not 1'),
    (dict(resampling='cubic'), "resampling must be one of 'bilinear', 'nearest', .*, not 'cubic'")])
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        ElasticSettings(**settings)


def test_share_that_divides_no_groups():
    with pytest.raises(ValueError, match='low_share 0.3 of 8 groups or channels is no whole number'):
        ElasticBottleneck(16, 8, 2, 8, elastic=ElasticSettings(low_share=0.3))


def test_strided_blocks_are_not_elastic():
    with pytest.raises(ValueError, match='a block of stride 2 cannot be elastic'):
        ElasticBottleneck(16, 8, 2, 8, stride=2, elastic=ElasticSettings())
