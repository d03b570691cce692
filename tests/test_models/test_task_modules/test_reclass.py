import pytest
import torch
from narrow_models import CLASSES, QUERIES, random_targets, void_targets

from mmuvp.models.task_modules import ReClass, class_overlap


def literal_overlap(mask_logits, semantic):
    """Equation 6.3, class by class; 0 where a class is absent."""
    overlap = torch.zeros(*mask_logits.shape[:2], CLASSES)
    for b in range(len(mask_logits)):
        for c in range(CLASSES):
            region = semantic[b] == c
            if region.any():
                overlap[b, :, c] = mask_logits[b].sigmoid()[:, region].sum(dim=1) / region.sum()
    return overlap


@pytest.fixture
def targets():
    return random_targets()


@pytest.fixture
def logits():
    return 3 * torch.randn(2, QUERIES, 9, 7)


def test_overlap_equals_the_literal_version(targets, logits):
    overlap = class_overlap(logits, targets, CLASSES)
    torch.testing.assert_close(overlap, literal_overlap(logits, targets.semantic))
    # some classes are absent, in one image or in both
    assert len(targets.semantic.unique()) <= CLASSES + 1


def test_overlap_of_images_without_masks(logits):
    assert not class_overlap(logits, void_targets(), CLASSES).any()


@pytest.mark.parametrize('eta', [0., 0.1, 1.])
def test_labels_equal_the_equation(targets, logits, eta):
    labels = ReClass(eta)(logits, targets, CLASSES)
    one_hot = torch.eye(CLASSES + 1)[targets.labels]
    overlap = torch.cat([literal_overlap(logits, targets.semantic), torch.zeros(2, QUERIES, 1)], dim=-1)
    torch.testing.assert_close(labels, eta * overlap + (1 - eta) * one_hot)


def test_unmatched_queries_may_keep_their_labels(targets, logits):
    everywhere, matched_only = (ReClass(unmatched=u)(logits, targets, CLASSES) for u in (True, False))
    matched = targets.labels < CLASSES
    assert torch.equal(matched_only[matched], everywhere[matched])
    assert torch.equal(matched_only[~matched], torch.eye(CLASSES + 1)[targets.labels[~matched]])
    assert not torch.equal(matched_only[~matched], everywhere[~matched])


def test_labels_carry_no_gradient(targets, logits):
    assert not ReClass()(logits.requires_grad_(), targets, CLASSES).requires_grad


@pytest.mark.parametrize('eta', [-0.1, 1.5])
def test_eta_is_a_share(eta):
    with pytest.raises(ValueError, match='eta'):
        ReClass(eta)
