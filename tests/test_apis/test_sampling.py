"""Asking a classifier where it samples an image."""
import cv2
import numpy as np
import pytest
import torch

import mmuvp
from mmuvp.apis import ImageError, UsageError
from mmuvp.apis.sampling import sampling_locations


@pytest.fixture(scope='module')
def model():
    model = mmuvp.get_model('psvit_small_cifar10', inference=True)
    model.init_weights()
    return model.eval()


@pytest.fixture
def picture():
    return np.random.default_rng(0).integers(0, 256, (32, 40, 3), dtype=np.uint8)


def test_the_first_iteration_samples_a_regular_grid(model, picture):
    shown, points = sampling_locations(model, picture)
    np.testing.assert_array_equal(shown, picture[..., ::-1])
    assert [p.shape for p in points] == [(49, 2)] * 2
    np.testing.assert_allclose(points[0][0], [32 / 14, 40 / 14], rtol=1e-5)
    np.testing.assert_allclose(points[0][-1], [32 - 32 / 14, 40 - 40 / 14], rtol=1e-5)


def test_the_next_one_has_moved_by_the_offsets_in_pixels(model, picture):
    with torch.no_grad():
        model.backbone.sampling.offsets[0].bias.copy_(torch.tensor([1., -2.]))
    _, points = sampling_locations(model, picture)
    np.testing.assert_allclose(points[1] - points[0], [[2, -4]] * 49, rtol=1e-5)  # the map has stride 2


def test_pictures_go_through_the_pipeline_of_the_config():
    options = {'model.backbone.arch': 'tiny', 'model.head.in_channels': 192}
    model = mmuvp.get_model('psvit_b-14_cifar100', inference=True, cfg_options=options)
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 2] = 200
    shown, points = sampling_locations(model, red)
    assert shown.shape == (224, 224, 3)
    assert (shown == (200, 0, 0)).all()  # red, though CIFAR's pixels come in another order than those of files
    np.testing.assert_allclose(points[0][0], [8, 8])


def test_what_cannot_be_asked(model, picture, tmp_path):
    with pytest.raises(UsageError, match='VisionTransformer samples no points: give a config with mmuvp.PSViT'):
        sampling_locations(mmuvp.get_model('vit_small_cifar10', inference=True), picture)
    with pytest.raises(FileNotFoundError, match='image .*none.png does not exist'):
        sampling_locations(model, tmp_path / 'none.png')
    (tmp_path / 'text.png').write_text('no picture')
    with pytest.raises(ImageError, match='text.png is not an image that can be read'):
        sampling_locations(model, tmp_path / 'text.png')


def test_a_file_is_as_its_pixels(model, picture, tmp_path):
    cv2.imwrite(str(tmp_path / 'a.png'), picture)
    shown, points = sampling_locations(model, tmp_path / 'a.png')
    expected, same = sampling_locations(model, picture)
    np.testing.assert_array_equal(shown, expected)
    np.testing.assert_array_equal(points, same)
