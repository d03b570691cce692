import numpy as np
import pytest

from mmuvp.datasets.transforms import LogUniformResize


def results():
    return dict(img=np.zeros((40, 60, 3), np.uint8), gt_seg_map=np.arange(2400, dtype=np.int32).reshape(40, 60))


def test_factors_halve_as_often_as_they_double():
    np.random.seed(0)
    resize = LogUniformResize((0.5, 2.0))
    factors = np.log2([resize.draw_ratio() for _ in range(4000)])
    assert -1 <= factors.min() < -0.99 < 0.99 < factors.max() <= 1
    np.testing.assert_allclose(np.histogram(factors, 4, (-1, 1))[0] / 4000, 0.25, atol=0.03)


@pytest.mark.parametrize(('factor', 'shape'), [(0.5, (20, 30)), (1.0, (40, 60)), (1.75, (70, 105))])
def test_image_and_labels_keep_their_proportions(factor, shape):
    out = LogUniformResize((factor, factor))(results())
    assert out['img'].shape[:2] == out['gt_seg_map'].shape == out['img_shape'] == shape
    assert set(np.unique(out['gt_seg_map'])) <= set(range(2400))  # no label that was not there


@pytest.mark.parametrize('ratios', [(0, 2), (-1, 1), (2, 0.5)])
def test_bad_range(ratios):
    with pytest.raises(ValueError, match='ratio_range must be two factors above 0'):
        LogUniformResize(ratios)
