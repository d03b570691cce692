import pytest
import torch
from narrow_models import CLASSES, QUERIES, random_targets, void_targets

from mmuvp.models.losses import PQClassLoss, PQDiceLoss


def test_class_term_equals_the_literal_version():
    targets, logits = random_targets(), torch.randn(2, QUERIES, CLASSES + 1)
    images = []
    for b in range(2):
        terms = []
        for q in range(QUERIES):
            label = targets.labels[b, q]
            factor = 0.75 if label < CLASSES else 0.25
            terms.append(-logits[b, q].log_softmax(dim=0)[label] * factor * targets.class_weight[b, q])
        images.append(sum(terms) / sum(term != 0 for term in terms))
    torch.testing.assert_close(PQClassLoss(2.)(logits, targets), 2 * sum(images) / 2)


def test_one_hot_soft_labels_change_nothing():
    targets, logits = random_targets(), torch.randn(2, QUERIES, CLASSES + 1)
    soft = torch.nn.functional.one_hot(targets.labels, CLASSES + 1).float()
    loss = PQClassLoss(positive_factor=0.6)
    torch.testing.assert_close(loss(logits, targets, soft), loss(logits, targets))


def literal_dice(logits, targets, activation, mask_void, smooth):
    images = []
    for b in range(len(logits)):
        predicted = logits[b].softmax(dim=0) if activation == 'softmax' else logits[b].sigmoid()
        terms = []
        for q in range(QUERIES):
            mask = targets.masks[b, q]
            p = predicted[q] * targets.valid[b] if mask_void else predicted[q]
            dice = (2 * (p * mask).sum() + smooth) / (p.sum() + mask.sum() + smooth)
            terms.append((1 - dice) * targets.mask_weight[b, q])
        images.append(sum(terms) / QUERIES)
    return sum(images) / len(images)


@pytest.mark.parametrize('activation', ['softmax', 'sigmoid'])
@pytest.mark.parametrize('mask_void', [True, False])
@pytest.mark.parametrize('smooth', [1., 0.1])
def test_dice_term_equals_the_literal_version(activation, mask_void, smooth):
    targets, logits = random_targets(), 3 * torch.randn(2, QUERIES, 9, 7)
    loss = PQDiceLoss(3., 0.6, activation, mask_void, smooth)(logits, targets)
    torch.testing.assert_close(loss, 1.8 * literal_dice(logits, targets, activation, mask_void, smooth))


def test_unmatched_queries_have_no_dice_term():
    targets, logits = random_targets(), torch.randn(2, QUERIES, 9, 7, requires_grad=True)
    PQDiceLoss(activation='sigmoid')(logits, targets).backward()
    unmatched = targets.labels == CLASSES
    assert unmatched.any()
    assert not logits.grad[unmatched].any()
    assert logits.grad[~unmatched].flatten(1).any(dim=1).all()


def test_images_without_masks():
    targets = void_targets()
    logits = torch.randn(2, QUERIES, 9, 7, requires_grad=True)
    classes = torch.randn(2, QUERIES, CLASSES + 1, requires_grad=True)
    dice, entropy = PQDiceLoss()(logits, targets), PQClassLoss()(classes, targets)
    (dice + entropy).backward()
    assert dice == 0
    assert entropy > 0
    assert logits.grad.isfinite().all()
    # all queries are to become void
    assert (classes.grad[..., -1] < 0).all()


def test_unknown_activation():
    with pytest.raises(ValueError, match='tanh'):
        PQDiceLoss(activation='tanh')
