import cv2
import numpy as np
import pytest

from mmuvp.registry import TRANSFORMS

STILL = dict(brightness=0, contrast=(1, 1), saturation=(1, 1), hue=0)


def _image():
    return np.random.RandomState(0).randint(0, 256, (37, 41, 3), np.uint8)


def _jitter(seed=0, image=None, **kwargs):
    np.random.seed(seed)
    transform = TRANSFORMS.build(dict(type='mmuvp.ColorJitter', **kwargs))
    return transform(dict(img=_image() if image is None else image))['img']


def test_a_jitter_of_nothing_changes_nothing():
    assert all(np.array_equal(_jitter(seed, **STILL), _image()) for seed in range(8))


def test_the_result_is_an_image_of_the_same_kind_and_the_seed_decides_it():
    results = [_jitter(seed) for seed in range(16)]
    assert all(r.dtype == np.uint8 and r.shape == _image().shape for r in results)
    assert len({r.tobytes() for r in results}) > 8
    assert np.array_equal(_jitter(3), results[3])


@pytest.mark.parametrize(('kwargs', 'change'), [
    (dict(brightness=32), lambda x, y: np.ptp((y.astype(int) - x)[(x > 40) & (x < 210)]) == 0),
    (dict(contrast=(0.5, 0.5)), lambda x, y: np.abs(y - x * 0.5).max() <= 0.5),
])
def test_brightness_adds_and_contrast_multiplies(kwargs, change):
    image = _image()
    results = [_jitter(seed, **{**STILL, **kwargs}) for seed in range(8)]
    changed = [r for r in results if not np.array_equal(r, image)]
    assert 0 < len(changed) < 8
    assert all(change(image, r) for r in changed)


def test_hue_turns_the_colour_and_keeps_the_brightness():
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 2] = 200
    turned = [_jitter(seed, red, **{**STILL, 'hue': 18}) for seed in range(8)]
    hues = {int(cv2.cvtColor(r, cv2.COLOR_BGR2HSV)[0, 0, 0]) for r in turned}
    assert len(hues) > 2
    assert all(min(h, 180 - h) <= 18 for h in hues)
    assert {int(r.max()) for r in turned} == {200}


def test_a_float_image_is_an_error():
    with pytest.raises(TypeError, match='float32.*before FixedSizePad'):
        _jitter(image=_image().astype(np.float32))
