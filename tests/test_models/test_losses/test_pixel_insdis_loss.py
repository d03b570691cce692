import pytest
import torch
import torch.nn.functional as F
from narrow_models import random_targets, void_targets

from mmuvp.models.layers import bilinear_resize
from mmuvp.models.losses import PixelInsdisLoss

ALL = 63


def literal_insdis(feature, targets, temperature):
    """Cross-entropy between the pairs of one mask and the softmax of similarities, for all pixels."""
    images = []
    for b in range(len(feature)):
        valid = targets.valid[b].flatten()
        pixels, masks = feature[b].flatten(1)[:, valid], targets.masks[b].flatten(1)[:, valid]
        log_p = (pixels.T @ pixels / temperature).log_softmax(dim=1)
        same = masks.T @ masks
        images.append(-(same / same.sum(dim=1, keepdim=True) * log_p).sum(dim=1).mean())
    return sum(images) / len(images)


@pytest.mark.parametrize('temperature', [0.3, 1.])
def test_equals_the_literal_version_on_all_pixels(temperature):
    targets, feature = random_targets(), F.normalize(torch.randn(2, 5, 9, 7), dim=1)
    loss = PixelInsdisLoss(2., temperature, num_samples=ALL)(feature, targets)
    torch.testing.assert_close(loss, 2 * literal_insdis(feature, targets, temperature))


def test_overlapping_masks():
    targets, feature = random_targets(), F.normalize(torch.randn(2, 5, 9, 7), dim=1)
    targets.masks[:, :, :2] = 0
    targets.masks[:, 1:3, :2] = 0.5
    targets.valid[:, :2] = True
    loss = PixelInsdisLoss(num_samples=ALL)(feature, targets)
    torch.testing.assert_close(loss, literal_insdis(feature, targets, 0.3))


@pytest.mark.parametrize('size', [(3, 4), (5, 7)])
def test_features_are_read_at_the_resolution_of_the_targets(size):
    targets, feature = random_targets(), torch.randn(2, 5, *size)
    resized = bilinear_resize(feature, (9, 7), align_corners=True)
    loss = PixelInsdisLoss(num_samples=ALL)(feature, targets)
    torch.testing.assert_close(loss, literal_insdis(resized, targets, 0.3), rtol=1e-5, atol=1e-5)


def test_only_sampled_pixels_count_and_none_of_them_is_void():
    targets = random_targets()
    feature = torch.randn(2, 5, 9, 7, requires_grad=True)
    PixelInsdisLoss(num_samples=20)(feature, targets).backward()
    touched = feature.grad.ne(0).any(dim=1)
    assert (touched.flatten(1).sum(dim=1) == 20).all()
    assert not (touched & ~targets.valid).any()


def test_pixels_of_one_mask_attract_each_other():
    targets = random_targets()
    apart, together = torch.randn(2, 5, 9, 7), targets.masks[:, :5]
    loss = PixelInsdisLoss(num_samples=ALL)
    assert loss(F.normalize(together, dim=1), targets) < loss(F.normalize(apart, dim=1), targets)


def test_images_without_masks_cost_nothing():
    feature = torch.randn(2, 5, 9, 7, requires_grad=True)
    loss = PixelInsdisLoss()(feature, void_targets())
    loss.backward()
    assert loss == 0
    assert not feature.grad.any()
