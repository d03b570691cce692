"""Matching, losses and gradients of kMaX-DeepLab against the published implementation."""
import pytest
import torch
import torch.nn.functional as F
from narrow_models import build_head
from parity import Case

from mmuvp.models.task_modules import GroundTruth

SAMPLED = 143
NAMES = dict(loss_cls='loss_ce', loss_dice='loss_dice', loss_mask_id='loss_mask', loss_insdis='loss_pixel_insdis')
WEIGHTS = dict(loss_cls=3, loss_dice=3, loss_mask_id=0.3, loss_insdis=1)
AUXILIARY = (0, 1)


@pytest.fixture(scope='module')
def case():
    return Case('r50_coco_129')


@pytest.fixture(scope='module')
def truths(case):
    """Ground truth of two images; 0 is void in the stored map."""
    found = []
    for b, ids in enumerate(case.outputs['input_gt_ids']):
        labels = case.outputs[f'input_gt_labels_b{b}'].long()
        found.append(GroundTruth(labels, torch.stack([ids == m + 1 for m in range(len(labels))])))
    return found


@pytest.fixture
def predictions(case, truths):
    """Two auxiliary predictions and the final one, whose odd queries are pulled towards the masks."""
    inputs = case.inputs()

    def prediction(prefix):
        return dict(
            mask_logits=4 * inputs[f'{prefix}pred_masks'],
            class_logits=inputs[f'{prefix}pred_logits'],
            pixel_feature=F.normalize(inputs[f'{prefix}pixel_feature'], dim=1))

    final = prediction('loss_')
    for b, truth in enumerate(truths):
        for m, (label, mask) in enumerate(zip(truth.labels, truth.masks, strict=True)):
            final['mask_logits'][b, 2 * m + 1] += 4 * mask
            final['class_logits'][b, 2 * m + 1, label] += 3
    final['mask_logits'].requires_grad_()
    final['class_logits'].requires_grad_()
    auxiliary = [prediction(f'loss_aux{i}_') for i in AUXILIARY]
    auxiliary[0]['mask_logits'].requires_grad_()
    return [*auxiliary, final]


@pytest.fixture(scope='module')
def head():
    """A head of 12 classes with the default losses, which sample all pixels that are not void."""
    return build_head(
        num_things_classes=7, num_stuff_classes=5, num_queries=16,
        loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=SAMPLED),
        loss_semantic=dict(type='mmuvp.SampledSemanticLoss', num_samples=SAMPLED))


@pytest.fixture
def losses(case, head, predictions, truths):
    return head._losses(predictions, case.inputs()['loss_aux_semantic'], truths)


def test_matching(case, head, predictions, truths):
    final = predictions[-1]
    for b, truth in enumerate(truths):
        arguments = final['mask_logits'][b], final['class_logits'][b], truth
        dice, probability = head.assigner.similarity(*arguments)
        match = head.assigner.assign(*arguments)
        case.check(f'match_cost_b{b}', -dice * probability)
        case.check(f'match_query_b{b}', match.queries)
        case.check(f'match_gt_b{b}', match.masks)
        case.check(f'match_mask_similarity_b{b}', match.mask_similarity)
        case.check(f'match_class_prob_b{b}', match.class_probability)


def test_targets(case, head, predictions, truths):
    final = head._at_loss_size(predictions[-1], (13, 13))
    targets = head._targets(final, truths, relaxed=False)
    case.check('match_target_classes', targets.labels)
    case.check('match_class_loss_weight', targets.class_weight)
    case.check('match_dice_loss_weight', targets.mask_weight)
    case.check('match_inverse_mask_area', targets.area_weight)
    case.check('match_void_mask', ~targets.valid)


def test_every_loss_term(case, losses):
    for ours, theirs in NAMES.items():
        case.check(f'loss_out_{theirs}', losses[ours] / WEIGHTS[ours])
        for i in AUXILIARY:
            case.check(f'loss_out_{theirs}_{i}', losses[f'd{i}.{ours}'] / WEIGHTS[ours])
    case.check('loss_out_loss_aux_semantic', losses['loss_semantic'])
    assert len(losses) == 3 * len(NAMES) + 1


def test_total_and_gradients(case, losses, predictions):
    total = sum(losses.values())
    case.check('loss_out_total_weighted', total)
    total.backward()
    case.check('loss_out_grad_pred_logits', predictions[-1]['class_logits'].grad)
    case.check('loss_out_grad_pred_masks', predictions[-1]['mask_logits'].grad[:, ::2])
    case.check('loss_out_grad_aux0_pred_masks_norm', predictions[0]['mask_logits'].grad.norm())
