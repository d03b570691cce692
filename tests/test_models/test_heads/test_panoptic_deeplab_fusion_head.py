import pytest
import torch
from mmdet.structures import DetDataSample
from narrow_models import CLASSES, THINGS
from panoptic_deeplab_models import build_fusion_head

STUFF = THINGS


def sample(content, padded=None, ori=None):
    return DetDataSample(metainfo=dict(
        img_shape=content, batch_input_shape=padded or content, ori_shape=ori or content))


def maps_of(semantic, instances):
    """Sure logits of classes ``(H, W)``, and perfect heat and offsets of instances ``(H, W)``, 0 for none."""
    logits = 20 * torch.nn.functional.one_hot(semantic, CLASSES).permute(2, 0, 1).float()
    maps = torch.zeros(3, *semantic.shape)
    for number in range(1, int(instances.max()) + 1):
        pixels = (instances == number).nonzero()
        centre = pixels.float().mean(dim=0).round()
        maps[(0, *centre.long())] = 1 - 0.1 * number
        maps[1:, pixels[:, 0], pixels[:, 1]] = (centre - pixels).T
    return logits[None], maps[None]


def two_instances():
    semantic, instances = torch.full((40, 50), STUFF), torch.zeros(40, 50, dtype=torch.long)
    instances[5:20, 5:20], instances[10:35, 20:45] = 1, 2
    semantic[5:20, 5:20], semantic[10:35, 20:45] = 1, 2
    semantic[12:20, 20:30] = 0  # fewer than half of the pixels of the second one
    semantic[36:, :30] = STUFF + 1
    return semantic, instances


def test_instances_vote_and_stuff_stays():
    semantic, instances = two_instances()
    result, = build_fusion_head().predict(*maps_of(semantic, instances), [sample((40, 50))])
    panoptic = result['pan_results'].sem_seg[0]
    expected = torch.where(instances == 1, 1001, torch.where(instances == 2, 2002, semantic))
    assert torch.equal(panoptic, expected.int())
    infos = {info['id']: info for info in result['pan_results'].segments_info}
    assert infos.keys() == {1001, 2002, STUFF, STUFF + 1}
    assert infos[1001]['area'] == 225
    assert infos[1001]['score'] == pytest.approx(0.9, abs=1e-4)
    # the heat of the centre times the share of pixels of its class
    assert infos[2002]['score'] == pytest.approx(0.8 * (625 - 80) / 625, abs=1e-3)
    assert [info['isthing'] for info in infos.values()] == [True, True, False, False]
    assert torch.equal(result['sem_results'].sem_seg[0], semantic)


def test_instances_have_boxes_and_masks():
    semantic, instances = two_instances()
    found = build_fusion_head().predict(*maps_of(semantic, instances), [sample((40, 50))])[0]['ins_results']
    assert found.labels.tolist() == [1, 2]
    assert found.bboxes.tolist() == [[5, 5, 20, 20], [20, 10, 45, 35]]
    assert torch.equal(found.masks, torch.stack([instances == 1, instances == 2]))


def test_small_stuff_is_void():
    semantic, instances = two_instances()
    result, = build_fusion_head(stuff_area=121).predict(*maps_of(semantic, instances), [sample((40, 50))])
    panoptic = result['pan_results'].sem_seg[0]
    assert (panoptic[36:, :30] == CLASSES).all()
    assert (result['sem_results'].sem_seg[0, 36:, :30] == STUFF + 1).all()
    kept, = build_fusion_head(stuff_area=120).predict(*maps_of(semantic, instances), [sample((40, 50))])
    assert (kept['pan_results'].sem_seg[0, 36:, :30] == STUFF + 1).all()


def test_things_without_a_centre_are_void():
    semantic, instances = two_instances()
    logits, maps = maps_of(semantic, instances)
    maps[:, 0] = 0
    result, = build_fusion_head().predict(logits, maps, [sample((40, 50))])
    assert ((result['pan_results'].sem_seg[0] == CLASSES) == (semantic < THINGS)).all()
    assert not any(info['isthing'] for info in result['pan_results'].segments_info)
    assert len(result['ins_results']) == 0
    assert result['ins_results'].masks.shape == (0, 40, 50)


def test_centres_far_from_every_thing_leave_no_segment():
    semantic = torch.full((9, 9), STUFF)
    logits, maps = maps_of(semantic, torch.zeros(9, 9, dtype=torch.long))
    maps[0, 0, 4, 4] = 1
    result, = build_fusion_head().predict(logits, maps, [sample((9, 9))])
    assert [info['id'] for info in result['pan_results'].segments_info] == [STUFF]


def test_padding_is_cut_and_results_resized():
    semantic, instances = two_instances()
    padded_semantic = torch.nn.functional.pad(semantic, (0, 14, 0, 25), value=0)
    padded_instances = torch.nn.functional.pad(instances, (0, 14, 0, 25))
    result, = build_fusion_head().predict(
        *maps_of(padded_semantic, padded_instances), [sample((40, 50), (65, 64), (80, 100))])
    assert result['pan_results'].sem_seg.shape == (1, 80, 100)
    areas = {info['id']: info['area'] for info in result['pan_results'].segments_info}
    assert areas == {1001: 4 * 225, 2002: 4 * 625, STUFF: 4 * (2000 - 225 - 625 - 120), STUFF + 1: 480}
    assert result['ins_results'].masks.sum(dim=(1, 2)).tolist() == [900, 2500]


def test_segments_that_vanish_in_a_small_result_are_not_listed():
    semantic, instances = torch.full((40, 40), STUFF), torch.zeros(40, 40, dtype=torch.long)
    semantic[0, 0], instances[0, 0] = 1, 1
    result, = build_fusion_head().predict(*maps_of(semantic, instances), [sample((40, 40), ori=(4, 4))])
    assert [info['id'] for info in result['pan_results'].segments_info] == [STUFF]
    assert len(result['ins_results']) == 0


@pytest.mark.parametrize('size', [(1, 1), (1, 7), (33, 1)])
def test_one_line_of_pixels(size):
    logits, maps = torch.randn(1, CLASSES, *size), torch.randn(1, 3, *size)
    result, = build_fusion_head().predict(logits, maps, [sample(size)])
    assert result['pan_results'].sem_seg.shape == (1, *size)


@pytest.mark.parametrize(('change', 'message'), [
    (dict(nms_kernel=8), 'must be odd'), (dict(thing_area=3), "unknown keys \\['thing_area'\\]")])
def test_wrong_settings(change, message):
    with pytest.raises(ValueError, match=message):
        build_fusion_head(**change)


def test_classes_may_all_be_things():
    semantic, instances = torch.zeros(20, 20, dtype=torch.long), torch.ones(20, 20, dtype=torch.long)
    logits, maps = maps_of(semantic, instances)
    head = build_fusion_head(num_stuff_classes=0)
    assert (head.predict(logits[:, :THINGS], maps, [sample((20, 20))])[0]['pan_results'].sem_seg == 1000).all()
    with pytest.raises(ValueError, match='num_things_classes must be at least 1'):
        build_fusion_head(num_things_classes=0)
