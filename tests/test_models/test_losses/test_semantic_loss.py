import pytest
import torch
import torch.nn.functional as F
from narrow_models import CLASSES, random_targets, void_targets

from mmuvp.models.layers import bilinear_resize
from mmuvp.models.losses import SampledSemanticLoss


def literal_semantic(logits, targets, top_fraction=1.):
    """Mean over the hardest pixels that are not void, of each image, then over images."""
    images = []
    for b in range(len(logits)):
        entropy = []
        for row in range(9):
            for column in range(7):
                label = targets.semantic[b, row, column]
                entropy.append(-logits[b, :, row, column].log_softmax(dim=0)[label] if label >= 0 else torch.zeros(()))
        hardest = torch.stack(entropy).sort(descending=True).values[:max(1, int(top_fraction * 63))]
        images.append(hardest.sum() / (hardest != 0).sum())
    return sum(images) / len(images)


@pytest.mark.parametrize('num_samples', [None, 63, 1000])
@pytest.mark.parametrize('outputs', [CLASSES, CLASSES + 1])
@pytest.mark.parametrize('size', [(9, 7), (3, 4), (5, 3)])
def test_equals_the_literal_version_on_all_pixels(num_samples, outputs, size):
    targets, logits = random_targets(), torch.randn(2, outputs, *size)
    loss = SampledSemanticLoss(0.5, num_samples)(logits, targets)
    resized = bilinear_resize(logits, (9, 7))
    torch.testing.assert_close(loss, 0.5 * literal_semantic(resized, targets), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize('top_fraction', [0.2, 0.001])
def test_only_the_hardest_pixels_count(top_fraction):
    targets, logits = random_targets(), torch.randn(2, CLASSES, 9, 7)
    loss = SampledSemanticLoss(num_samples=None, top_fraction=top_fraction)(logits, targets)
    torch.testing.assert_close(loss, literal_semantic(logits, targets, top_fraction))


def test_sampled_pixels_are_not_void():
    targets = random_targets()
    logits = torch.randn(2, CLASSES, 9, 7, requires_grad=True)
    SampledSemanticLoss(num_samples=20)(logits, targets).backward()
    touched = logits.grad.ne(0).any(dim=1)
    assert (touched.flatten(1).sum(dim=1) == 20).all()
    assert not (touched & (targets.semantic < 0)).any()


def test_small_masks_are_drawn_more_often():
    targets = random_targets(40, 40)
    small = torch.zeros(40, 40, dtype=torch.bool)
    small[:4, :4] = True
    targets.area_weight[:] = torch.where(small, 100., 1.)
    targets.semantic[:] = 0
    logits = torch.randn(2, CLASSES, 40, 40, requires_grad=True)
    SampledSemanticLoss(num_samples=100)(logits, targets).backward()
    assert logits.grad.ne(0).any(dim=1)[:, small].all()


def test_images_without_masks_cost_nothing():
    logits = torch.randn(2, CLASSES, 3, 3, requires_grad=True)
    for num_samples in (None, 10):
        loss = SampledSemanticLoss(num_samples=num_samples)(logits, void_targets())
        loss.backward()
        assert loss == 0
        assert not logits.grad.any()


def test_half_precision_is_computed_in_float32():
    targets, logits = random_targets(), torch.randn(2, CLASSES, 9, 7).bfloat16()
    loss = SampledSemanticLoss(num_samples=None)(logits, targets)
    torch.testing.assert_close(loss, F.cross_entropy(logits.float(), targets.semantic, ignore_index=-1), rtol=0.05,
                               atol=0)
    assert loss.dtype == torch.float32
