"""ViPDetHead: boxes and classes straight from parts."""
import pytest
import torch
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData

from mmuvp.models.heads import ViPDetHead

CLASSES, CHANNELS, PARTS = 3, 16, 7
SIZE = (40, 60)
BOXES = torch.tensor([[10., 5., 30., 25.], [0., 0., 60., 40.]])


def make_sample(boxes=BOXES, labels=(2, 0), scale=2.):
    metainfo = dict(img_shape=SIZE, ori_shape=tuple(int(scale * length) for length in SIZE),
                    scale_factor=(1 / scale, 1 / scale))
    instances = InstanceData(bboxes=boxes, labels=torch.tensor(labels, dtype=torch.long))
    return DetDataSample(metainfo=metainfo, gt_instances=instances)


@pytest.fixture
def head():
    torch.manual_seed(0)
    return ViPDetHead(CLASSES, CHANNELS)


@pytest.fixture
def feats():
    torch.manual_seed(1)
    return torch.randn(2, CHANNELS, 3, 4), torch.randn(2, PARTS, CHANNELS, requires_grad=True)


def test_shapes(head, feats):
    classes, boxes = head(feats)
    assert classes.shape == (1, 2, PARTS, CLASSES + 1)
    assert boxes.shape == (1, 2, PARTS, 4)
    assert boxes.min() >= 0
    assert boxes.max() <= 1


def test_the_network_is_one_graph(head, feats):
    with torch.no_grad():
        compiled = torch.compile(head, fullgraph=True, backend='aot_eager')(feats)
        for ours, theirs in zip(compiled, head(feats), strict=True):
            torch.testing.assert_close(ours, theirs)


def test_gradients_reach_parts_and_parameters(head, feats):
    losses = head.loss(feats, [make_sample(), make_sample(BOXES[:1], (1, ))])
    assert set(losses) == {'loss_cls', 'loss_bbox', 'loss_iou'}
    sum(losses.values()).backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in head.parameters())
    assert (feats[1].grad.abs().sum(dim=-1) > 0).all()


def test_parts_of_several_encoders_learn_alike(head, feats):
    samples = [make_sample(), make_sample(BOXES[:1], (1, ))]
    layers = torch.stack([torch.randn(2, PARTS, CHANNELS), feats[1]])
    losses, final, first = (head.loss((given, ), samples) for given in (layers, feats[1], layers[0]))
    torch.testing.assert_close(losses, final | {f'd0.{name}': loss for name, loss in first.items()})
    for ours, alone in zip(head.predict((layers, ), samples), head.predict(feats, samples), strict=True):
        torch.testing.assert_close(ours.bboxes, alone.bboxes)


def test_images_without_objects_teach_that_there_are_none(head, feats):
    empty = make_sample(BOXES[:0], ())
    losses = head.loss(feats, [empty, empty])
    assert losses['loss_bbox'] == losses['loss_iou'] == 0
    expected = -head(feats)[0].log_softmax(dim=-1)[..., -1].mean()
    torch.testing.assert_close(losses['loss_cls'], expected)
    sum(losses.values()).backward()
    assert all(parameter.grad is not None for parameter in head.parameters())


def test_loss_of_perfect_predictions_vanishes(head, feats, monkeypatch):
    fractions = torch.tensor([[1 / 3, 3 / 8, 1 / 3, 1 / 2], [1 / 2, 1 / 2, 1, 1]])
    boxes = torch.full((1, 1, PARTS, 4), 0.1)
    boxes[0, 0, [4, 1]] = fractions
    classes = torch.full((1, 1, PARTS, CLASSES + 1), -20.)
    classes[..., -1] = 20.
    classes[0, 0, [4, 1], -1] = -20.
    classes[0, 0, 4, 2] = classes[0, 0, 1, 0] = 20.
    monkeypatch.setattr(head, 'forward', lambda feats: (classes, boxes))
    losses = head.loss(feats, [make_sample()])
    assert sum(losses.values()) < 1e-5
    result = head.predict(feats, [make_sample()])[0]
    order = result.scores.argsort(descending=True)[:2]
    torch.testing.assert_close(result.bboxes[order].sort(dim=0)[0], (2 * BOXES).sort(dim=0)[0])
    assert {2, 0} == set(result.labels[order].tolist())


def test_unmatched_parts_weigh_less(head, feats):
    parts = feats[1][:1]
    sample = make_sample(BOXES[:1], (1, ))
    classes, boxes = head((parts, ))
    targets = head.get_targets(list(classes[0]), list(boxes[0]), [sample.gt_instances], [sample.metainfo])
    labels = targets[0][0]
    assert (labels != CLASSES).sum() == 1
    weight = torch.where(labels == CLASSES, 0.1, 1.)
    terms = torch.nn.functional.cross_entropy(classes[0, 0], labels, reduction='none')
    torch.testing.assert_close(head.loss((parts, ), [sample])['loss_cls'], (weight * terms).sum() / weight.sum())


@pytest.mark.parametrize(('rescale', 'limit'), [(True, 2), (False, 1)])
def test_boxes_stay_in_the_image(head, feats, rescale, limit):
    results = head.predict(feats, [make_sample(), make_sample()], rescale)
    assert len(results) == 2
    for result in results:
        assert result.bboxes.shape == (PARTS, 4)
        assert (result.scores.diff() <= 0).all()
        assert result.bboxes[:, 0::2].max() <= limit * SIZE[1]
        assert result.bboxes[:, 1::2].max() <= limit * SIZE[0]


def test_losses_are_those_of_float32_under_autocast(head, feats):
    samples = [make_sample(), make_sample()]
    full = head.loss(feats, samples)
    with torch.autocast('cpu', torch.bfloat16):
        low = head.loss(feats, samples)
    for name, loss in low.items():
        assert loss.dtype == torch.float32
        torch.testing.assert_close(loss, full[name], rtol=0.05, atol=0.05)


def test_a_label_of_another_data_set_is_refused(head, feats):
    with pytest.raises(ValueError, match='label 3'):
        head.loss(feats, [make_sample(), make_sample(labels=(3, 0))])


def test_divergence_is_told(head, feats):
    with pytest.raises(FloatingPointError, match='diverged'):
        head.loss((feats[1] * float('nan'), ), [make_sample(), make_sample()])
