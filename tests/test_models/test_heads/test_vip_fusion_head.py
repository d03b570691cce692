"""ViPFusionHead: things over stuff."""
import pytest
import torch
from mmdet.structures import DetDataSample

from mmuvp.models.heads import ViPFusionHead

THINGS, STUFF = 3, 2
VOID = THINGS + STUFF
CFG = dict(score_threshold=0.5, stuff_area_limit=10)
SIZE = (32, 48)


def make_inputs(scores, labels, masks, stuff):
    """Logits of parts with given scores, labels and masks, and of given classes of pixels."""
    classes = torch.zeros(1, len(scores), THINGS + 1)
    for part, (score, label) in enumerate(zip(scores, labels, strict=True)):
        classes[0, part] = ((1 - score) / THINGS + torch.zeros(THINGS + 1)).log()
        classes[0, part, label] = torch.tensor(score).log()
    stuff_logits = 20. * torch.nn.functional.one_hot(stuff, STUFF + 1).permute(2, 0, 1)[None]
    return classes, (torch.where(masks, 10., -10.)[None], stuff_logits)


def predict(inputs, cfg=CFG, img_shape=SIZE, ori_shape=SIZE, rescale=True):
    sample = DetDataSample(metainfo=dict(img_shape=img_shape, ori_shape=ori_shape, batch_input_shape=SIZE))
    return ViPFusionHead(THINGS, STUFF, cfg).predict(*inputs, [sample], rescale)[0]['pan_results'].sem_seg


@pytest.fixture
def inputs():
    """Two things that overlap on a left and a right half of stuff; the better one is the second."""
    masks = torch.zeros(3, *SIZE, dtype=torch.bool)
    masks[0, 4:20, 4:20], masks[1, 4:20, 14:30], masks[2, :, 40:] = True, True, True
    stuff = torch.zeros(SIZE, dtype=torch.long)
    stuff[:, 24:] = 1
    return make_inputs([0.7, 0.9, 0.4], [2, 0, 1], masks, stuff)


def test_things_lie_over_stuff_in_the_order_of_their_scores(inputs):
    result = predict(inputs)
    assert result.shape == (1, *SIZE)
    classes = result[0] % 1000
    assert (classes[4:20, 14:30] == 0).all()
    assert (classes[4:20, 4:14] == 2).all()
    assert (classes[20:, :24] == THINGS).all()
    assert (classes[:, 40:] == THINGS + 1).all()  # the third thing is not sure enough
    assert set((result // 1000).unique().tolist()) == {0, 1, 2}


def test_masks_that_are_taken_are_left_out(inputs):
    result = predict(inputs, dict(CFG, mask_overlap=0.3)) % 1000
    assert 2 not in result
    assert (result[0, 4:20, 4:14] == THINGS).all()


def test_pixels_of_stuff_that_say_thing_and_little_stuff_are_void(inputs):
    classes, (masks, stuff) = inputs
    stuff = stuff.clone()
    stuff[0, :, 25:] = torch.tensor([0, 0, 40.])[:, None, None, None].expand(-1, 1, 32, 48)[:, 0, 25:]
    result = predict((classes, (masks, stuff)))[0]
    assert (result[25:] == VOID).all()
    little = predict(inputs, dict(CFG, stuff_area_limit=700))[0] % 1000
    assert THINGS not in little  # 448 pixels are left of it
    assert (little[20:, :24] == VOID).all()


def test_without_things_there_is_stuff(inputs):
    result = predict(inputs, dict(CFG, score_threshold=0.99))
    assert set(result.unique().tolist()) == {THINGS, THINGS + 1}


@pytest.mark.parametrize(('rescale', 'expected'), [(True, (60, 90)), (False, (30, 45))])
def test_size(inputs, rescale, expected):
    result = predict(inputs, img_shape=(30, 45), ori_shape=(60, 90), rescale=rescale)
    assert result.shape == (1, *expected)


def test_bad_settings():
    with pytest.raises(ValueError, match='stuff_area_limit'):
        ViPFusionHead(THINGS, STUFF, dict(score_threshold=0.5))
    with pytest.raises(ValueError, match='threshold'):
        ViPFusionHead(THINGS, STUFF, dict(CFG, threshold=0.5))
