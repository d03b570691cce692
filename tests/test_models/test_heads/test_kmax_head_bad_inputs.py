"""Images that a panoptic head must survive, and mistakes that it must name."""
import pytest
import torch
from narrow_models import QUERIES, RECLASS, REMASK, build_head, feature_maps, image_sample, ordinary_image, rectangle

HEIGHT, WIDTH = 40, 72
STUFF = 4


def strips(count):
    """An image of this many things, each a few columns wide."""
    width = WIDTH // count
    return image_sample(HEIGHT, WIDTH, [
        (i % 3, rectangle(HEIGHT, WIDTH, 0, i * width, HEIGHT, (i + 1) * width)) for i in range(count)])


def pixel(row, column):
    """An image of stuff with a thing of one pixel."""
    thing = rectangle(HEIGHT, WIDTH, row, column, row + 1, column + 1)
    return image_sample(HEIGHT, WIDTH, [(STUFF, ~thing), (1, thing)])


IMAGES = {
    'no segment': [image_sample(HEIGHT, WIDTH, []), ordinary_image(HEIGHT, WIDTH)],
    'all void, as where every target is a crowd': [image_sample(HEIGHT, WIDTH, [])] * 2,
    'more segments than queries': [strips(QUERIES + 3), strips(QUERIES)],
    'a segment of one pixel': [pixel(8, 12), ordinary_image(HEIGHT, WIDTH)],
    'a segment that vanishes at the stride of the masks': [pixel(9, 13), ordinary_image(HEIGHT, WIDTH)],
    'one segment': [image_sample(HEIGHT, WIDTH, [(STUFF, torch.ones(HEIGHT, WIDTH, dtype=torch.bool))])] * 2,
}


@pytest.fixture(scope='module')
def head():
    torch.manual_seed(0)
    return build_head(remask=REMASK, reclass=RECLASS)


@pytest.mark.parametrize('name', IMAGES)
def test_losses_and_gradients_are_finite(head, name):
    losses = head.loss(feature_maps(HEIGHT, WIDTH), IMAGES[name])
    assert all(loss.isfinite() for loss in losses.values())
    head.zero_grad()
    sum(losses.values()).backward()
    assert [name for name, p in head.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def test_void_images_only_teach_that_there_is_nothing(head):
    losses = head.loss(feature_maps(HEIGHT, WIDTH), IMAGES['all void, as where every target is a crowd'])
    for name, loss in losses.items():
        assert loss > 0 if name.endswith('loss_cls') else loss == 0


@pytest.mark.parametrize(('row', 'column', 'present'), [(8, 12, True), (9, 13, False), (0, 0, True), (39, 71, False)])
def test_ground_truth_is_read_at_the_stride_of_the_masks(head, row, column, present):
    truth = head._ground_truth(pixel(row, column))
    assert truth.masks.shape[-2:] == (10, 18)
    assert truth.labels.tolist() == ([1, STUFF] if present else [STUFF])
    assert truth.masks.sum() == 180
    if present:
        assert truth.masks[0].nonzero().tolist() == [[row // 4, column // 4]]


def test_surplus_segments_become_void(head):
    truth = head._ground_truth(strips(QUERIES + 3))
    final = head._predictions(feature_maps(HEIGHT, WIDTH))[-1]
    targets = head._targets(head._at_loss_size(final, (10, 18)), [truth] * 2, relaxed=False)
    assert (targets.labels < 5).all()
    assert 0 < targets.valid[0].sum() < truth.masks.any(dim=0).sum()


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_features_that_are_not_finite_are_an_error(head, value):
    feats = [f.detach() for f in feature_maps(HEIGHT, WIDTH)]
    feats[0][0, 0, 3, 3] = value
    with pytest.raises(FloatingPointError, match='diverged'):
        build_head().loss(feats, [ordinary_image(HEIGHT, WIDTH)] * 2)


@pytest.mark.parametrize('stride', [2, 8])
def test_a_wrong_mask_stride_is_an_error(stride):
    with pytest.raises(ValueError, match=f'mask_stride={stride}'):
        build_head(mask_stride=stride).loss(feature_maps(HEIGHT, WIDTH), [ordinary_image(HEIGHT, WIDTH)] * 2)


@pytest.mark.parametrize(('kind', 'label'), [('thing', 3), ('stuff', 5), ('stuff', 132)])
def test_labels_of_another_data_set_are_an_error(head, kind, label):
    sample = ordinary_image(HEIGHT, WIDTH)
    if kind == 'thing':
        sample.gt_instances.labels[0] = label
    else:
        sample.gt_sem_seg.sem_seg[0, :8] = label
    with pytest.raises(ValueError, match=f'a {kind} segment has label {label}, but the head has 3 thing and 2 stuff'):
        head.loss(feature_maps(HEIGHT, WIDTH), [ordinary_image(HEIGHT, WIDTH), sample])


def test_relaxed_matching_needs_a_matching_of_each_prediction():
    with pytest.raises(ValueError, match='share_matching=False'):
        build_head(remask=REMASK, match_relaxed=True)
