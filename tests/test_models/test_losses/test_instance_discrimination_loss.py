import pytest
import torch
import torch.nn.functional as F
from narrow_models import CLASSES, THINGS, random_targets, void_targets

from mmuvp.models.losses import InstanceDiscriminationLoss


def literal(feature, targets, temperature):
    """Equations 4.16 and 4.17, pixel by pixel."""
    means = []
    for b in range(len(feature)):
        matched = [n for n in range(targets.labels.shape[1]) if targets.labels[b, n] < CLASSES]
        centres = torch.stack([F.normalize((feature[b] * targets.masks[b, n]).sum(dim=(1, 2)), dim=0) for n in matched])
        terms = []
        for place, n in enumerate(matched):
            if targets.labels[b, n] < THINGS:
                for y, x in targets.masks[b, n].nonzero().tolist():
                    logits = centres @ feature[b, :, y, x] / temperature
                    terms.append(-logits.log_softmax(dim=0)[place])
        means.append(torch.stack(terms).mean() if terms else feature.new_zeros(()))
    return torch.stack(means).mean()


@pytest.mark.parametrize('temperature', [0.3, 1.0])
def test_equals_the_equations(temperature):
    targets, feature = random_targets(), F.normalize(torch.randn(2, 8, 9, 7), dim=1)
    loss = InstanceDiscriminationLoss(THINGS, 2.0, temperature)
    torch.testing.assert_close(loss(feature, targets), 2 * literal(feature, targets, temperature))


def test_features_of_another_size_are_resized():
    targets, feature = random_targets(), F.normalize(torch.randn(2, 8, 5, 4), dim=1)
    resized = F.interpolate(feature, (9, 7), mode='bilinear', align_corners=True)
    loss = InstanceDiscriminationLoss(THINGS)
    torch.testing.assert_close(loss(feature, targets), loss(resized, targets))


def test_no_instance_is_no_loss():
    feature = torch.randn(2, 8, 9, 7, requires_grad=True)
    loss = InstanceDiscriminationLoss(THINGS)(feature, void_targets())
    loss.backward()
    assert loss == 0
    assert not feature.grad.any()


def test_half_precision_is_computed_in_float32():
    targets, feature = random_targets(), F.normalize(torch.randn(2, 8, 9, 7), dim=1).bfloat16()
    loss = InstanceDiscriminationLoss(THINGS)
    torch.testing.assert_close(loss(feature, targets), loss(feature.float(), targets))
