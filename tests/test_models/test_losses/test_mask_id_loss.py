import pytest
import torch
from narrow_models import QUERIES, random_targets, void_targets

from mmuvp.models.losses import MaskIDLoss


def literal_mask_id(logits, targets, activation):
    """Mean over the pixels of each image that a mask covers, then over images."""
    means = []
    for b in range(len(logits)):
        losses = []
        for row, column in targets.valid[b].nonzero().tolist():
            scores, owner = logits[b, :, row, column], targets.masks[b, :, row, column].argmax()
            if activation == 'softmax':
                losses.append(-scores.softmax(dim=0)[owner].log())
            else:
                signs = torch.full((QUERIES,), -1.)
                signs[owner] = 1
                losses.append(-(signs * scores).sigmoid().log().sum())
        means.append(torch.stack(losses).mean())
    return torch.stack(means).mean()


@pytest.mark.parametrize('activation', ['softmax', 'sigmoid'])
def test_equals_the_literal_version(activation):
    targets, logits = random_targets(), 3 * torch.randn(2, QUERIES, 9, 7)
    loss = MaskIDLoss(0.3, activation)(logits, targets)
    torch.testing.assert_close(loss, 0.3 * literal_mask_id(logits, targets, activation))


@pytest.mark.parametrize('activation', ['softmax', 'sigmoid'])
def test_overlapping_masks_share_a_pixel(activation):
    targets, logits = random_targets(), torch.randn(2, QUERIES, 9, 7)
    targets.masks[:] = 0
    targets.masks[:, :2] = 0.5
    targets.valid[:] = True
    if activation == 'softmax':
        expected = -logits.log_softmax(dim=1)[:, :2].mean()
    else:
        binary = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets.masks, reduction='none')
        expected = binary.sum(dim=1).mean()
    torch.testing.assert_close(MaskIDLoss(1., activation)(logits, targets), expected)


@pytest.mark.parametrize('activation', ['softmax', 'sigmoid'])
def test_images_without_masks_cost_nothing(activation):
    logits = torch.randn(2, QUERIES, 9, 7, requires_grad=True)
    loss = MaskIDLoss(activation=activation)(logits, void_targets())
    loss.backward()
    assert loss == 0
    assert not logits.grad.any()


def test_unknown_activation():
    with pytest.raises(ValueError, match='tanh'):
        MaskIDLoss(activation='tanh')
