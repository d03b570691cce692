import pytest
import torch
from narrow_models import ordinary_image
from panoptic_deeplab_models import build_detector

from mmuvp.models.detectors import ScaleFlipTTA
from mmuvp.models.detectors.scale_flip_tta import scaled_length

SIZE = (65, 97)


@pytest.fixture(scope='module')
def model():
    return build_detector().eval()


def batch():
    return dict(inputs=[torch.randint(0, 256, (3, *SIZE), dtype=torch.uint8)], data_samples=[ordinary_image(*SIZE)])


def test_one_view_changes_nothing(model):
    data = batch()
    expected = model.test_step(data)[0].pred_panoptic_seg.sem_seg.clone()
    found = ScaleFlipTTA(model, (1.0,), flip=False).test_step(data)[0].pred_panoptic_seg.sem_seg
    assert (found == expected).float().mean() > 0.999


def test_a_mirrored_image_gives_mirrored_maps(model):
    images = torch.randn(1, 3, *SIZE)
    tta = ScaleFlipTTA(model, (0.5, 1.0), flip=True)
    probability, maps = tta.average(images, [])
    mirrored_probability, mirrored_maps = tta.average(images.flip(-1), [])
    torch.testing.assert_close(mirrored_probability.flip(-1), probability, rtol=1e-4, atol=1e-5)
    sign = torch.tensor([1., 1., -1.]).view(3, 1, 1)
    torch.testing.assert_close(mirrored_maps.flip(-1) * sign, maps, rtol=1e-4, atol=1e-4)


def test_it_is_the_mean_over_views(model):
    images = torch.randn(1, 3, *SIZE)
    both = ScaleFlipTTA(model, (0.5, 1.0), flip=False).average(images, [])
    parts = [ScaleFlipTTA(model, (scale,), flip=False).average(images, []) for scale in (0.5, 1.0)]
    for mean, *views in zip(both, *parts, strict=True):
        torch.testing.assert_close(mean, sum(views) / 2)
    torch.testing.assert_close(both[0].sum(dim=1), torch.ones(1, *SIZE))


@pytest.mark.parametrize(('length', 'scale', 'expected'), [
    (1025, 0.5, 513), (2049, 1.75, 3585), (1, 0.5, 1), (64, 0.5, 32), (2, 0.25, 1)])
def test_scaled_length(length, scale, expected):
    assert scaled_length(length, scale) == expected


def test_without_a_scale(model):
    with pytest.raises(ValueError, match='one scale or more'):
        ScaleFlipTTA(model, ())
