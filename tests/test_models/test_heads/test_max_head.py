import pytest
import torch
from mmengine.structures import InstanceData
from narrow_models import CLASSES, STUFF, THINGS, image_sample, ordinary_image, rectangle

from mmuvp.models.heads import MaXHead

WIDTHS, SLOTS = (8, 12, 16, 8, 20), 7
TERMS = {'loss_cls', 'loss_dice', 'loss_mask_id', 'loss_insdis', 'loss_semantic'}
SEMANTIC = dict(type='mmuvp.PanopticDeepLabSemanticHead', channels=8, low_levels=((1, 8), (0, 4)))


def build(**changes):
    head = MaXHead(**{**dict(
        in_channels=WIDTHS, num_things_classes=THINGS, num_stuff_classes=STUFF, channels=16, mask_channels=8,
        auxiliary_semantic_head=SEMANTIC,
        loss_insdis=dict(type='mmuvp.InstanceDiscriminationLoss', num_things_classes=THINGS)), **changes})
    head.init_weights()
    return head


def feats(height, width, batch=2):
    sizes = [(-(-height // s), -(-width // s)) for s in (4, 8, 16, 4)]
    maps = [torch.rand(batch, channels, *size, requires_grad=True)
            for channels, size in zip(WIDTHS, sizes, strict=False)]
    return [*maps, torch.rand(batch, WIDTHS[-1], SLOTS, requires_grad=True)]


@pytest.mark.parametrize('size', [(65, 49), (40, 30), (33, 1)])
def test_losses_of_any_size(size):
    losses = build().loss(feats(*size), [ordinary_image(*size), image_sample(*size, [])])
    assert losses.keys() == TERMS
    assert all(value.isfinite() for value in losses.values())


def test_every_parameter_and_input_has_a_gradient():
    head, given = build(), feats(65, 49)
    sum(head.loss(given, [ordinary_image(65, 49)] * 2).values()).backward()
    assert [n for n, p in head.named_parameters() if p.grad is None] == []
    assert all(x.grad is not None for x in given)


def test_images_without_any_segment():
    head, given = build(), feats(33, 33)
    losses = head.loss(given, [image_sample(33, 33, [])] * 2)
    sum(losses.values()).backward()
    for term in ('loss_dice', 'loss_mask_id', 'loss_insdis', 'loss_semantic'):
        assert losses[term] == 0
    assert all(p.grad.isfinite().all() for p in head.parameters())


def test_more_masks_than_slots():
    stripes = [(k % THINGS, rectangle(64, 64, 6 * k, 0, 6 * k + 6, 64)) for k in range(10)]
    losses = build().loss(feats(64, 64), [image_sample(64, 64, stripes)] * 2)
    assert all(value.isfinite() for value in losses.values())


def test_predictions():
    head = build().eval()
    classes, masks = head.predict(feats(65, 49), None)
    assert classes.shape == (2, SLOTS, CLASSES + 1)
    assert masks.shape == (2, SLOTS, 17, 13)
    all_classes, all_masks = head(feats(65, 49))
    assert len(all_classes) == len(all_masks) == 1


def test_losses_may_be_left_out():
    head = build(auxiliary_semantic_head=None, loss_mask_id=None, loss_insdis=None)
    assert head.loss(feats(33, 33), [ordinary_image(33, 33)] * 2).keys() == {'loss_cls', 'loss_dice'}


def test_crowds_are_labelled_but_no_masks():
    head, sample = build(), ordinary_image(32, 32)
    sample.gt_sem_seg.sem_seg[:, 16:, 16:] = 1  # a thing's class, of no instance
    truth = head._ground_truth(sample)
    assert torch.equal((truth.crowd >= 0).nonzero().min(dim=0).values, torch.tensor([4, 4]))
    assert truth.labelled.all()
    assert len(truth.labels) == 3
    targets = head._targets(dict(masks=torch.randn(1, SLOTS, 8, 8), class_logits=torch.randn(1, SLOTS, CLASSES + 1)),
                            [truth], relaxed=False)
    # no slot is void for what lies on a crowd
    assert (targets.class_weight[targets.labels == CLASSES] <= 1.1e-5).all()
    assert not targets.valid[0, 4:, 4:].any()
    assert (targets.semantic[0, 4:, 4:] == 1).all()


def test_pixels_of_small_things_may_weigh_more():
    sample = image_sample(32, 32, [(0, rectangle(32, 32, 0, 0, 8, 8)), (1, rectangle(32, 32, 8, 0, 32, 32))])
    weight = build(small_things=(100, 3.0))._ground_truth(sample).semantic_weight
    expected = torch.ones(8, 8)
    expected[:2, :2] = 3
    assert torch.equal(weight, expected)
    assert build()._ground_truth(sample).semantic_weight is None


@pytest.mark.parametrize(('label', 'message'), [(THINGS, 'a thing segment has label 3'), (200, 'label 200')])
def test_labels_of_another_data_set_are_refused(label, message):
    sample = ordinary_image(32, 32)
    labels = sample.gt_instances.labels.clone()
    labels[0] = label
    sample.gt_instances = InstanceData(labels=labels, masks=sample.gt_instances.masks)
    with pytest.raises(ValueError, match=message):
        build().loss(feats(32, 32), [sample] * 2)


def test_a_diverged_model_is_reported():
    given = [x.detach() for x in feats(33, 33)]
    given[-1][:] = torch.nan
    with pytest.raises(FloatingPointError, match='diverged'):
        build().loss(given, [ordinary_image(33, 33)] * 2)


def test_mixed_precision_agrees():
    head, given = build().eval(), [x.detach() for x in feats(65, 49)]
    with torch.no_grad():
        full = head.predict(given, None)
        with torch.autocast('cpu', torch.bfloat16):
            half = head.predict(given, None)
    for a, b in zip(half, full, strict=True):
        assert (a - b).norm() < 0.05 * b.norm()


@pytest.mark.slow
def test_compiles_as_one_graph():
    torch.compiler.reset()
    head, given = build(auxiliary_semantic_head=None).eval(), [x.detach() for x in feats(65, 49)]
    with torch.no_grad():
        compiled = torch.compile(lambda *x: head.predict(x, None), fullgraph=True, backend='aot_eager')(*given)
        for a, b in zip(compiled, head.predict(given, None), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)
