"""Every switch of ReMask changes what it should, and nothing else."""
import pytest
import torch
from narrow_models import CLASSES, QUERIES, REMASK, build_head, feature_maps, ordinary_image, wake_up

from mmuvp.models.task_modules import ReMask, semantic_gate

SIZE = (40, 72)
STAGES = 3
MASK_TERMS = ('loss_dice', 'loss_mask_id')
# all pixels are sampled and nothing is dropped, so that losses do not depend on random numbers
EVERYTHING = dict(
    loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=1000),
    loss_semantic=dict(type='mmuvp.SampledSemanticLoss', num_samples=None),
    auxiliary_semantic_head=None)


def remask_config(**changes):
    return {**REMASK, 'semantic_head': dict(type='mmuvp.ASPPSemanticHead', channels=8, dropout=0.),
            'loss_semantic': dict(type='mmuvp.SampledSemanticLoss', num_samples=None), **changes}


def decided(head):
    """Give a new head opinions about classes, on which relaxation depends."""
    for name, weight in wake_up(head).named_parameters():
        if name.endswith(('class_head.weight', 'output.weight')):
            torch.nn.init.normal_(weight)
    return head


@pytest.fixture(scope='module')
def plain():
    """A head without ReMask, whose weights all others share."""
    torch.manual_seed(1)
    return decided(build_head(**EVERYTHING))


@pytest.fixture(scope='module')
def images():
    torch.manual_seed(2)
    return feature_maps(*SIZE), [ordinary_image(*SIZE) for _ in range(2)]


def relaxed_head(plain, **changes):
    """A head with ReMask and otherwise the weights of ``plain``; semantic heads begin alike."""
    torch.manual_seed(3)
    head = decided(build_head(**EVERYTHING, remask=remask_config(**changes)))
    head.load_state_dict({**head.state_dict(), **plain.state_dict()})
    return head


def losses_of(head, images):
    return {name: loss.item() for name, loss in head.loss(*images).items()}


def changed(losses, others):
    """Names of the losses that both have, with different values."""
    return {name for name in losses.keys() & others.keys() if losses[name] != pytest.approx(others[name], rel=1e-5)}


def mask_terms(stages):
    return {f'd{i}.{term}' for i in range(stages) for term in MASK_TERMS}


def gradients(head, images, terms, parameters):
    """Whether each parameter has a gradient of the losses whose names end with one of ``terms``."""
    total = sum(loss for name, loss in head.loss(*images).items() if name.endswith(terms))
    return [g is not None and bool(g.any()) for g in torch.autograd.grad(total, parameters, allow_unused=True)]


@pytest.mark.parametrize('stages', [0, 1, 2, 3])
def test_number_of_stages(plain, images, stages):
    before, after = losses_of(plain, images), losses_of(relaxed_head(plain, num_stages=stages), images)
    assert changed(before, after) == mask_terms(stages)
    assert after.keys() - before.keys() == {f'd{i}.loss_remask' for i in range(stages)}


@pytest.mark.parametrize('changes', [dict(activation='softmax'), dict(identity=False), dict(after_resize=True)])
def test_switches_of_the_relaxed_masks(plain, images, changes):
    default, switched = (losses_of(relaxed_head(plain, **c), images) for c in ({}, changes))
    assert changed(default, switched) == mask_terms(STAGES)
    assert default.keys() == switched.keys()


def test_relaxation_by_ground_truth(plain, images):
    default, truth = relaxed_head(plain), relaxed_head(plain, semantic='ground_truth')
    before, after = losses_of(default, images), losses_of(truth, images)
    assert changed(before, after) == mask_terms(STAGES)
    assert before.keys() - after.keys() == {f'd{i}.loss_remask' for i in range(STAGES)}
    assert not list(truth.remask.parameters())


def test_void_as_a_class(plain, images):
    default, with_void = relaxed_head(plain), relaxed_head(plain, include_void=True)
    assert default.remask.semantic_heads[0].output.out_channels == CLASSES
    assert with_void.remask.semantic_heads[0].output.out_channels == CLASSES + 1
    assert mask_terms(STAGES) <= changed(losses_of(default, images), losses_of(with_void, images))


def test_the_feature_that_is_read(plain, images):
    head = relaxed_head(plain, feature='projected_pixels')
    assert [h.aspp.branches[0].in_channels for h in head.remask.semantic_heads] == [16] * STAGES
    assert changed(losses_of(plain, images), losses_of(head, images)) == mask_terms(STAGES)


def test_one_head_for_all_stages(plain, images):
    separate, shared = relaxed_head(plain), relaxed_head(plain, share_head=True)
    assert len(separate.remask.semantic_heads) == STAGES
    assert len(shared.remask.semantic_heads) == 1
    assert changed(losses_of(plain, images), losses_of(shared, images)) == mask_terms(STAGES)


def test_stop_gradient(plain, images):
    for stop in (True, False):
        head = relaxed_head(plain, stop_gradient=stop)
        outputs = [semantic.output.weight for semantic in head.remask.semantic_heads]
        assert gradients(head, images, MASK_TERMS, outputs) == [not stop] * STAGES
        assert all(gradients(head, images, ('loss_remask',), outputs))
    default, stopped = (losses_of(relaxed_head(plain, stop_gradient=s), images) for s in (True, False))
    assert not changed(default, stopped)


def test_stop_class_gradient(plain, images):
    for stop in (True, False):
        head = relaxed_head(plain, stop_class_gradient=stop)
        # matching is final and the last norm of an update starts awake: only the first layer is unambiguous
        weight = [head.transformer_decoder.layers[0].predictor.class_head.weight]
        assert gradients(head, images, MASK_TERMS, weight) == [not stop]


def test_detached_features(plain, images):
    for detach in (True, False):
        head = relaxed_head(plain, detach_feature=detach)
        below = [head.pixel_decoder.stages[0][0].squeeze.conv.weight]
        assert gradients(head, images, ('loss_remask',), below) == [not detach]
    default, detached = (losses_of(relaxed_head(plain, detach_feature=d), images) for d in (False, True))
    assert not changed(default, detached)


def test_assignment_by_relaxed_masks(plain, images):
    default, relaxed = (relaxed_head(plain, relax_assignment=r) for r in (False, True))
    predictions = [head.train()(images[0])[1] for head in (plain, default, relaxed)]
    assert all(torch.equal(a, b) for a, b in zip(predictions[0], predictions[1], strict=True))
    assert torch.equal(predictions[0][0], predictions[2][0])
    assert not torch.allclose(predictions[0][-1], predictions[2][-1])


def test_assignment_by_relaxed_masks_is_a_matter_of_training(plain, images):
    heads = [head.eval() for head in (relaxed_head(plain), relaxed_head(plain, relax_assignment=True))]
    assert torch.equal(*(head(images[0])[1][-1] for head in heads))


def test_semantic_heads_at_test(plain, images):
    default, kept = (relaxed_head(plain, at_test=a) for a in (False, True))
    predictions = [head.eval()(images[0])[1] for head in (plain, default, kept)]
    plain.train()
    assert all(torch.equal(a, b) for a, b in zip(predictions[0], predictions[1], strict=True))
    assert not torch.allclose(predictions[0][-1], predictions[2][-1])
    assert 'remask' in default.training_only
    assert 'remask' not in kept.training_only


@pytest.mark.parametrize('activation', ['sigmoid', 'softmax'])
def test_gate_equals_the_literal_version(activation):
    semantic, classes = torch.randn(1, CLASSES, 2, 3), torch.randn(1, QUERIES, CLASSES)
    gate = semantic_gate(semantic, classes, activation)
    for q in range(QUERIES):
        for row in range(2):
            for column in range(3):
                pixel, query = semantic[0, :, row, column], classes[0, q]
                if activation == 'sigmoid':
                    expected = (pixel.sigmoid() * query.sigmoid()).sum()
                else:
                    expected = (pixel.softmax(dim=0) * query.softmax(dim=0)).sum()
                torch.testing.assert_close(gate[0, q, row, column], expected)


def test_ground_truth_gates_by_the_class_of_the_pixel():
    remask = ReMask(CLASSES, semantic='ground_truth')
    truth = torch.tensor([[[0, 0, 3, 3], [0, 0, 3, 3], [-1, -1, 1, 1], [-1, -1, 1, 1]]])
    prediction = dict(mask_logits=torch.randn(1, QUERIES, 2, 2), class_logits=torch.randn(1, QUERIES, CLASSES + 1))
    remask(0, prediction, truth)
    masks, classes = prediction['mask_logits'][0], prediction['class_logits'][0].sigmoid()
    gate = torch.stack([classes[:, 0], classes[:, 3], torch.zeros(QUERIES), classes[:, 1]], dim=1).view(-1, 2, 2)
    torch.testing.assert_close(prediction['relaxed_mask_logits'][0], masks * (1 + gate))


def test_half_precision_is_relaxed_in_float32():
    masks, classes = torch.randn(1, QUERIES, 3, 3).bfloat16(), torch.randn(1, QUERIES, CLASSES + 1).bfloat16()
    semantic = torch.randn(1, CLASSES, 3, 3).bfloat16()
    remask = ReMask(CLASSES)
    with torch.autocast('cpu', torch.bfloat16):
        relaxed = remask.relax(masks, classes, semantic)
    assert torch.equal(relaxed, remask.relax(masks.float(), classes.float(), semantic.float()))


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(activation='tanh'), 'activation'), (dict(semantic='guessed'), 'semantic'),
    (dict(feature='centres'), 'feature'),
    (dict(semantic='ground_truth', at_test=True), 'at_test')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        ReMask(CLASSES, **changes)


def test_without_ground_truth_to_relax_by_masks_are_plain(plain, images):
    head = relaxed_head(plain, semantic='ground_truth').train()
    assert all(torch.equal(a, b) for a, b in zip(head(images[0])[1], plain.train()(images[0])[1], strict=True))


def test_ground_truth_shares_the_corners_of_the_masks():
    truth = torch.arange(9)[None, None].expand(1, 9, 9) // 2
    logits = ReMask(CLASSES, semantic='ground_truth')._truth_logits(truth, (5, 5))
    assert logits.argmax(dim=1)[0, 0].tolist() == [0, 1, 2, 3, 4]
