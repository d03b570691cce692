import numpy as np
import pytest

from mmuvp.datasets.transforms import LocatedMultiView, LocatedRandomResizedCrop


@pytest.mark.parametrize('flip', [0., 1.])
def test_borders_are_those_of_what_is_seen(flip):
    np.random.seed(0)
    # a ramp: the value of a pixel tells its column, or its row
    columns, rows = np.meshgrid(np.arange(120), np.arange(80))
    img = np.stack([columns, rows, rows], axis=-1).astype(np.float32)
    crop = dict(type='mmuvp.LocatedRandomResizedCrop', scale=16, crop_ratio_range=(0.3, 0.6))
    views = LocatedMultiView([[crop, dict(type='RandomFlip', prob=flip)]], [4])
    results = views(dict(img=img, img_shape=img.shape[:2]))
    assert len(results['img']) == len(results['crops']) == 4
    assert len(set(results['crops'])) > 1
    for view, (left, top, right, bottom) in zip(results['img'], results['crops'], strict=True):
        assert (left > right) == bool(flip)
        expected = left + (np.arange(16) + 0.5) / 16 * (right - left) - 0.5
        assert np.abs(view[8, :, 0] - expected).max() < 1.5
        expected = top + (np.arange(16) + 0.5) / 16 * (bottom - top) - 0.5
        assert np.abs(view[:, 8, 1] - expected).max() < 1.5


def test_the_crop_is_that_of_the_stock_class():
    img = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    np.random.seed(3)
    located = LocatedRandomResizedCrop(8)(dict(img=img))
    np.random.seed(3)
    stock = super(LocatedRandomResizedCrop, LocatedRandomResizedCrop(8)).transform(dict(img=img))
    assert np.array_equal(located['img'], stock['img'])
