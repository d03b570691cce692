"""Matching, losses and gradients of MaX-DeepLab against the published implementation."""
import pytest
import torch
from parity import Case

from mmuvp.models.heads import MaXHead
from mmuvp.models.task_modules import GroundTruth

THINGS, STUFF, SLOTS = 6, 4, 20
MAX_THINGS = 8
STRIDE = 4
TERMS = dict(loss_cls='pq_style_loss_class_term', loss_dice='pq_style_loss_mask_dice_term',
             loss_mask_id='mask_id_cross_entropy_loss', loss_insdis='instance_discrimination_loss',
             loss_semantic='semantic_loss')
IMAGES = (0, 1)


@pytest.fixture(scope='module')
def case():
    return Case('max_deeplab_s')


@pytest.fixture(scope='module')
def head():
    return MaXHead(
        in_channels=(8, 8, 8), num_things_classes=THINGS, num_stuff_classes=STUFF, auxiliary_semantic_head=None,
        loss_insdis=dict(type='mmuvp.InstanceDiscriminationLoss', num_things_classes=THINGS))


@pytest.fixture(scope='module')
def truths(case):
    """Ground truth of two images, the first of which has a crowd; there labels count from 1, and 0 is void."""
    found = []
    for b in IMAGES:
        semantic, instance, weight = (case.outputs[f'in_{name}'][b, ::STRIDE, ::STRIDE]
                                      for name in ('semantic', 'thing_id', 'semantic_weight'))
        classes, masks = [], []
        for k in range(MAX_THINGS):
            if (instance == k).any():
                classes.append(int(case.outputs['in_thing_class'][b, k]) - 1)
                masks.append(instance == k)
        for label in range(THINGS, THINGS + STUFF):
            if (semantic == label + 1).any():
                classes.append(label)
                masks.append(semantic == label + 1)
        of_crowd = (semantic >= 1) & (semantic <= THINGS) & (instance < 0)
        crowd = torch.where(of_crowd, semantic.long() - 1, -1)
        found.append(GroundTruth(torch.tensor(classes), torch.stack(masks), crowd, weight))
    assert (found[0].crowd >= 0).any()
    return found


@pytest.fixture
def inputs(case):
    """The stored predictions, which get gradients."""
    names = ('feature', 'mask_logits', 'class_logits', 'semantic_logits')
    return {name: case.outputs[f'in_{name}'].clone().requires_grad_() for name in names}


def losses_of(head, inputs, truths, images):
    prediction = dict(mask_logits=inputs['mask_logits'][images], class_logits=inputs['class_logits'][images],
                      pixel_feature=inputs['feature'][images])
    semantic = inputs['semantic_logits'][images].roll(-1, dims=1)  # void comes first there
    return head._losses([prediction], semantic, [truths[b] for b in images])


def slots_of(case, b):
    """Slots in which the reference keeps the masks of an image."""
    return torch.tensor([k for k, slot in enumerate(case.outputs['matched_slot'][b]) if slot >= 0])


def test_matching(case, head, inputs, truths):
    for b in IMAGES:
        arguments = inputs['mask_logits'][b], inputs['class_logits'][b], truths[b]
        dice, _ = head.assigner.similarity(*arguments)
        match = head.assigner.assign(*arguments)
        there = slots_of(case, b)
        torch.testing.assert_close(dice.mT, case.outputs['mask_similarity'][b, there], rtol=1e-4, atol=1e-6)
        matched = torch.full_like(there, -1)
        matched[match.masks] = match.queries
        assert torch.equal(matched, case.outputs['matched_slot'][b, there].long())


def test_targets(case, head, inputs, truths):
    prediction = dict(masks=inputs['mask_logits'].detach(), class_logits=inputs['class_logits'].detach())
    targets = head._targets(prediction, truths, relaxed=False)
    case.check('class_target', targets.labels)
    case.check('class_weight', targets.class_weight)
    unmatched = targets.labels == head.num_classes
    torch.testing.assert_close(targets.class_weight[unmatched], case.outputs['void_ratio'][unmatched].clamp(min=1e-5))


def test_every_loss_term_of_each_image(case, head, inputs, truths):
    for b in IMAGES:
        losses = losses_of(head, inputs, truths, [b])
        assert losses.keys() == TERMS.keys()
        for ours, theirs in TERMS.items():
            assert losses[ours].item() == pytest.approx(case.outputs[theirs][b].item(), rel=1e-4), ours
        assert sum(losses.values()).item() == pytest.approx(case.outputs['total_loss'][b].item(), rel=1e-4)


def test_gradients_of_the_batch(case, head, inputs, truths):
    sum(losses_of(head, inputs, truths, list(IMAGES)).values()).backward()
    for name in ('feature', 'class_logits', 'semantic_logits'):
        case.check(f'grad_{name}', inputs[name].grad)
    # TensorFlow's cross-entropy of an all-zero label, which the mask-ID term has on crowds, is 0 with a gradient, the
    # softmax: none here
    excess = case.outputs['grad_mask_logits'] - inputs['mask_logits'].grad
    crowd = torch.stack([truth.crowd >= 0 for truth in truths])
    assert excess.mul(~crowd[:, None]).norm() < 1e-4 * inputs['mask_logits'].grad.norm()
    softmax = inputs['mask_logits'].detach().softmax(dim=1)
    for b in IMAGES:
        pixels = truths[b].masks.any(dim=0).sum()
        expected = 0.3 / pixels / 2 * softmax[b, :, crowd[b]]
        torch.testing.assert_close(excess[b, :, crowd[b]], expected, rtol=1e-3, atol=1e-8)
