"""ReMaX's equations 6.1 to 6.4 against their evaluation in float64."""
import pytest
import torch
from parity import Case

from mmuvp.models.losses import PQClassLoss
from mmuvp.models.task_modules import MaskTargets, ReClass, ReMask, class_overlap, semantic_gate

QUERIES, CLASSES = 12, 7


@pytest.fixture(scope='module')
def case():
    return Case('equations_small')


@pytest.fixture
def inputs(case):
    drawn = case.inputs()
    return dict(
        mask_logits=(3 * drawn['m_pan']).requires_grad_(),
        semantic_logits=(2 * drawn['m_sem']).requires_grad_(),
        # the void column is not part of the equations
        class_logits=torch.cat([2 * drawn['p'], torch.randn(2, QUERIES, 1)], dim=-1).requires_grad_())


@pytest.fixture
def targets(case):
    """Targets of which only what the class term reads has a meaning."""
    classes = case.outputs['input_query_class'].long()
    labels = torch.where(classes < 0, CLASSES, classes)
    semantic = case.outputs['input_semantic'].long()
    unused = torch.zeros(0)
    return MaskTargets(labels=labels, masks=unused, valid=unused, class_weight=case.inputs()['weight'],
                       mask_weight=unused, area_weight=unused, semantic=semantic)


def test_semantic_gate(case, inputs):
    classes = inputs['class_logits'][..., :CLASSES]
    case.check('m_sem_hat', semantic_gate(inputs['semantic_logits'], classes, 'sigmoid'))


def test_relaxed_masks(case, inputs):
    case.check('m_pan_hat', ReMask(CLASSES).relax(**inputs))


def test_gradients_of_relaxed_masks(case, inputs):
    (ReMask(CLASSES).relax(**inputs) * case.inputs()['r']).sum().backward()
    case.check('grad_m_pan', inputs['mask_logits'].grad)
    case.check('grad_p', inputs['class_logits'].grad[..., :CLASSES])
    assert not inputs['class_logits'].grad[..., CLASSES].any()
    assert inputs['semantic_logits'].grad is None


def test_class_overlap(case, inputs, targets):
    case.check('y_m', class_overlap(inputs['mask_logits'], targets, CLASSES))


def test_relaxed_labels(case, inputs, targets):
    labels = ReClass(case.spec['eta'])(inputs['mask_logits'], targets, CLASSES)
    case.check('y_hat', labels[..., :CLASSES])
    unmatched = (targets.labels == CLASSES).float()
    torch.testing.assert_close(labels[..., CLASSES], (1 - case.spec['eta']) * unmatched)
    assert not labels.requires_grad


def test_class_term(case, inputs, targets):
    logits, loss = 2 * case.inputs()['class_logits'], PQClassLoss(loss_weight=1.)
    relaxed = ReClass(case.spec['eta'])(inputs['mask_logits'], targets, CLASSES)
    case.check('class_term', loss(logits, targets, relaxed))
    case.check('class_term_onehot', loss(logits, targets))
    case.check('class_term_onehot', loss(logits, targets, ReClass(0.)(inputs['mask_logits'], targets, CLASSES)))
