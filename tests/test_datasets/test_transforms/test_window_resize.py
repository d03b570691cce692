import numpy as np
import pytest

from mmuvp.registry import TRANSFORMS


def resize(height, width, scale, window):
    transform = TRANSFORMS.build(dict(type='mmuvp.WindowResize', scale=scale, window=window))
    return transform(dict(img=np.zeros((height, width, 3), np.uint8)))


@pytest.mark.parametrize(('size', 'scale', 'expected'), [
    ((1024, 2048), (2049, 1025), (1024, 2049)),
    ((1024, 2048), (1025, 513), (768, 1536)),  # 512 x 1025 has no room for the window
    ((2048, 1024), (1025, 513), (1536, 768)),
    ((1000, 1000), (2049, 1025), (1025, 1025)),
    ((500, 2500), (2049, 1025), (768, 3840))])
def test_the_short_side_is_the_window_at_least(size, scale, expected):
    results = resize(*size, scale, 768)
    assert results['img'].shape == (*expected, 3)
    assert results['img_shape'] == expected
    assert results['scale_factor'] == pytest.approx((expected[1] / size[1], expected[0] / size[0]))
