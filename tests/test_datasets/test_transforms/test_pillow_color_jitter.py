import cv2
import mmcv
import numpy as np
import pytest

from mmuvp.datasets.transforms import PillowColorJitter

IMAGE = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
SETTINGS = dict(brightness=0.4, contrast=0.4, saturation=0.2, hue=0.1)


def jittered(image=IMAGE, **settings):
    return PillowColorJitter(**settings)(dict(img=image.copy()))['img']


def test_it_is_the_stock_class_where_that_works():
    for seed in range(6):
        np.random.seed(seed)
        transform = PillowColorJitter(brightness=0.4, contrast=0.4, saturation=0.2, hue=(0., 0.1))
        found = transform(dict(img=IMAGE.copy()))['img']
        np.random.seed(seed)
        order, brightness, contrast, saturation, hue = transform._rand_params()
        changes = [(mmcv.adjust_brightness, brightness), (mmcv.adjust_contrast, contrast),
                   (mmcv.adjust_color, saturation), (mmcv.adjust_hue, hue)]
        expected = IMAGE
        for index in order:
            change, value = changes[index]
            expected = change(expected, value, backend='pillow')
        assert np.array_equal(found, expected)


def test_the_hue_turns_both_ways():
    there = jittered(hue=(-0.2, -0.2))
    back = jittered(there, hue=(0.2, 0.2))
    assert np.abs(there.astype(int) - IMAGE).mean() > 20
    assert np.abs(back.astype(int) - IMAGE).mean() < 5
    red = np.zeros((2, 2, 3), np.uint8)
    red[..., 2] = 255
    hue = cv2.cvtColor(jittered(red, hue=(-1 / 3, -1 / 3)), cv2.COLOR_BGR2HSV)[..., 0]
    assert np.abs(hue.astype(int) - 120).max() <= 2


def test_nothing_to_change():
    assert np.array_equal(jittered(), IMAGE)


@pytest.mark.parametrize('image', [IMAGE[..., 0], IMAGE[..., :1], IMAGE.astype(np.float32)])
def test_other_images(image):
    with pytest.raises(ValueError, match=r'colours are those of uint8 images \(H, W, 3\), not '):
        jittered(image, **SETTINGS)
