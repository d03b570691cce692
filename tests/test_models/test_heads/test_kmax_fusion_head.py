"""KMaXFusionHead against a slow, literal version of the same post-processing."""
import math

import pytest
import torch
import torch.nn.functional as F
from mmdet.structures import DetDataSample

from mmuvp.models.heads import KMaXFusionHead
from mmuvp.models.task_modules import mask_claims

THINGS, STUFF = 4, 3
VOID = THINGS + STUFF
THRESHOLDS = dict(thing_threshold=0.3, stuff_threshold=0.2, overlap_threshold=0.6)
MARGIN = 1e-5

# height and width of the logits, of the network's input, of its content, and of the map
GEOMETRIES = {
    'odd': ((9, 13), (33, 49), (33, 49), (33, 49)),
    'even': ((8, 12), (32, 48), (32, 48), (32, 48)),
    'odd height, even width': ((9, 12), (33, 48), (33, 48), (33, 48)),
    'padded': ((9, 13), (33, 49), (26, 41), (26, 41)),
    'enlarged': ((9, 13), (33, 49), (33, 37), (80, 90)),
    'shrunk': ((16, 16), (64, 64), (64, 43), (31, 21)),
    'only the width changes': ((9, 13), (33, 49), (30, 40), (30, 57)),
    'only the height changes': ((9, 13), (33, 49), (30, 40), (47, 40)),
    'one pixel of logits': ((1, 1), (4, 4), (3, 2), (7, 5)),
    'one row': ((1, 20), (1, 77), (1, 77), (3, 70)),
    'map of one pixel': ((5, 5), (17, 17), (17, 9), (1, 1)),
}


def literal_panoptic(class_logits, mask_logits, padded, content, size, *, thing_threshold, stuff_threshold,
                     overlap_threshold, pixel_threshold=0.4, class_power=1, mask_power=1, single_claim=False,
                     thing_area=0, stuff_area=0):
    """Segments as dicts with a ``mask``, best first, and the probabilities ``(N, H, W)``."""
    logits = F.interpolate(mask_logits[None], padded, mode='bilinear', align_corners=padded[1] % 2 == 1)
    logits = logits[:, :, :content[0], :content[1]]
    probability = F.interpolate(logits, size, mode='bilinear', align_corners=False)[0].softmax(dim=0)
    class_scores, labels = class_logits.softmax(dim=1)[:, :-1].max(dim=1)

    masks = probability > pixel_threshold
    scores = []
    for q in range(len(labels)):
        mask_score = probability[q][masks[q]].mean().item() if masks[q].any() else 0.
        scores.append(class_scores[q].item() ** class_power * mask_score ** mask_power)

    free = torch.ones(size, dtype=torch.bool)
    segments = []
    for q in sorted(range(len(labels)), key=lambda q: -scores[q]):
        category = labels[q].item()
        isthing = category < THINGS
        if class_scores[q] <= (thing_threshold if isthing else stuff_threshold):
            continue
        new = masks[q] & free
        if new.sum() <= overlap_threshold * masks[q].sum():
            continue
        free &= ~new
        same = [s for s in segments if s['category'] == category and not isthing]
        if same:
            same[0]['mask'] |= new
        else:
            segments.append(dict(category=category, isthing=isthing, score=scores[q], mask=new))
    limits = {True: thing_area, False: stuff_area}
    scale = content[0] * content[1] / (size[0] * size[1])
    return [s for s in segments if s['mask'].sum() * scale >= limits[s['isthing']]], probability


def check_equal(head, class_logits, mask_logits, padded, content, size):
    """Compare all segments; pixels whose probability is at the threshold are left out."""
    result = head.panoptic(class_logits, mask_logits, padded, content, size)
    expected, probability = literal_panoptic(class_logits, mask_logits, padded, content, size, **head.cfg)
    decided = ((probability - head.cfg['pixel_threshold']).abs() > MARGIN).all(dim=0)
    check_consistent(result, size)
    assert len(result.segments_info) == len(expected)
    for ours, theirs in zip(result.segments_info, expected, strict=True):
        assert (ours['category'], ours['isthing']) == (theirs['category'], theirs['isthing'])
        assert ours['score'] == pytest.approx(theirs['score'], rel=1e-4)
        mask = result.sem_seg[0] == ours['id']
        assert torch.equal(mask & decided, theirs['mask'] & decided)
    return expected


def check_consistent(result, size):
    """The map and its list of segments tell the same."""
    assert result.sem_seg.shape == (1, *size)
    assert result.sem_seg.dtype == torch.int32
    ids = [s['id'] for s in result.segments_info]
    assert len(set(ids)) == len(ids)
    assert set(result.sem_seg.unique().tolist()) <= {*ids, VOID}
    for segment in result.segments_info:
        assert segment['area'] == (result.sem_seg == segment['id']).sum()
        assert segment['id'] % 1000 == segment['category']
        assert (segment['id'] >= 1000) == segment['isthing'] == (segment['category'] < THINGS)


def build(**changes):
    return KMaXFusionHead(THINGS, STUFF, test_cfg={**THRESHOLDS, **changes})


def random_logits(shape, queries=12, scale=3.):
    return 2 * torch.randn(queries, VOID + 1), scale * torch.randn(queries, *shape)


@pytest.mark.parametrize('seed', range(3))
@pytest.mark.parametrize('geometry', GEOMETRIES)
def test_equals_the_literal_version(geometry, seed):
    torch.manual_seed(seed)
    shape, *sizes = GEOMETRIES[geometry]
    expected = check_equal(build(), *random_logits(shape), *sizes)
    assert expected or math.prod(sizes[-1]) < 50


@pytest.mark.parametrize('changes', [
    dict(overlap_threshold=0.), dict(overlap_threshold=0.95), dict(class_power=0.), dict(mask_power=0.),
    dict(class_power=2., mask_power=0.5), dict(pixel_threshold=1 / 3), dict(pixel_threshold=0.6),
    dict(thing_area=60, stuff_area=90), dict(thing_threshold=0., stuff_threshold=0.),
    dict(thing_threshold=0.9, stuff_threshold=0.1)])
def test_every_setting_equals_the_literal_version(changes):
    shape, *sizes = GEOMETRIES['enlarged']
    assert check_equal(build(**changes), *random_logits(shape, scale=2.), *sizes)


@pytest.mark.parametrize('elements', [1, 700, 5000])
def test_rows_may_be_processed_in_parts(monkeypatch, elements):
    monkeypatch.setattr(mask_claims, 'CPU_CHUNK', elements)
    shape, *sizes = GEOMETRIES['enlarged']
    assert check_equal(build(), *random_logits(shape), *sizes)


@pytest.mark.parametrize('queries', [1, 2, 40])
def test_any_number_of_queries(queries):
    shape, *sizes = GEOMETRIES['padded']
    check_equal(build(), *random_logits(shape, queries), *sizes)


def scene(*queries, size=20):
    """Logits of queries, each a class with its logit, and a map of mask logits ``(size, size)``."""
    class_logits = torch.zeros(len(queries), VOID + 1)
    for q, (category, logit, _) in enumerate(queries):
        class_logits[q, category] = logit
    return class_logits, torch.stack([mask for *_, mask in queries]), *[(size, size)] * 3


def box(left, right, logit=10., size=20):
    """Mask logits that are high in some columns and low elsewhere."""
    return torch.where((torch.arange(size) >= left) & (torch.arange(size) < right), logit, -10.).expand(size, size)


def test_masks_may_share_pixels():
    # both claim columns 8 to 11, where their probabilities are 0.48 and 0.52
    inputs = scene((0, 5., box(0, 12)), (1, 4., box(8, 20, 10.1)))
    expected = check_equal(build(), *inputs)
    assert [s['mask'].sum() for s in expected] == [12 * 20, 8 * 20]
    first_only = check_equal(build(overlap_threshold=0.7), *inputs)
    assert [s['category'] for s in first_only] == [0]


def test_a_rejected_mask_leaves_its_pixels_free():
    # the second mask is half covered by the first, the third lies in the second's remainder
    inputs = scene((0, 6., box(0, 10)), (1, 5., box(5, 15)), (2, 4., box(10, 15, 10.1)))
    expected = check_equal(build(), *inputs)
    assert [s['category'] for s in expected] == [0, 2]


def test_stuff_of_one_class_is_one_segment_and_things_are_not():
    stuff, thing = THINGS + 1, 2
    inputs = scene((stuff, 5., box(0, 4)), (thing, 5., box(4, 8)), (stuff, 4., box(8, 12)), (thing, 4., box(12, 16)),
                   (0, 1., box(16, 20)))
    expected = check_equal(build(), *inputs)
    assert sorted(s['category'] for s in expected) == [thing, thing, stuff]
    assert max(expected, key=lambda s: s['mask'].sum())['category'] == stuff


def test_small_segments_become_void():
    stuff = THINGS
    inputs = scene((stuff, 5., box(0, 3)), (0, 5., box(3, 6)), (stuff, 4., box(6, 9)), (1, 4., box(9, 20)))
    # two parts of the stuff class together pass the limit that one part does not
    expected = check_equal(build(thing_area=61, stuff_area=120), *inputs)
    assert sorted(s['category'] for s in expected) == [1, stuff]


def test_a_query_of_class_void_is_judged_by_its_best_class():
    class_logits, *rest = scene((0, 0., box(0, 10)), (1, 5., box(10, 20)))
    class_logits[0, VOID], class_logits[0, 3] = 3., 2.5
    assert {s['category'] for s in check_equal(build(), class_logits, *rest)} == {1, 3}
    assert {s['category'] for s in check_equal(build(thing_threshold=0.5), class_logits, *rest)} == {1}


def test_an_image_without_segments_is_void():
    result = build(thing_threshold=1., stuff_threshold=1.).panoptic(*random_logits((5, 5)), *[(20, 20)] * 3)
    assert (result.sem_seg == VOID).all()
    assert result.segments_info == []


def test_predictions_of_a_batch_have_the_sizes_of_their_images():
    shapes = [dict(img_shape=(28, 40), ori_shape=(61, 87)), dict(img_shape=(33, 31), ori_shape=(33, 31))]
    samples = [DetDataSample(metainfo=dict(batch_input_shape=(33, 49), **s)) for s in shapes]
    class_logits, mask_logits = 2 * torch.randn(2, 12, VOID + 1), 3 * torch.randn(2, 12, 9, 13)
    head = build()
    for rescale, key in ((True, 'ori_shape'), (False, 'img_shape')):
        results = head.predict(class_logits, mask_logits, samples, rescale=rescale)
        for b, (result, shape) in enumerate(zip(results, shapes, strict=True)):
            panoptic = result['pan_results']
            check_consistent(panoptic, shape[key])
            single = head.panoptic(class_logits[b], mask_logits[b], (33, 49), shape['img_shape'], shape[key])
            assert torch.equal(panoptic.sem_seg, single.sem_seg)


def test_half_precision_logits_are_read_in_float32():
    shape, *sizes = GEOMETRIES['enlarged']
    class_logits, mask_logits = (t.bfloat16() for t in random_logits(shape))
    result = build().panoptic(class_logits, mask_logits, *sizes)
    expected = build().panoptic(class_logits.float(), mask_logits.float(), *sizes)
    assert torch.equal(result.sem_seg, expected.sem_seg)


def test_there_is_nothing_to_learn():
    head = build()
    assert head.loss() == {}
    assert not list(head.parameters())


@pytest.mark.parametrize(('test_cfg', 'message'), [
    (None, 'lacks'),
    (dict(thing_threshold=0.3, stuff_threshold=0.2), 'overlap_threshold'),
    ({**THRESHOLDS, 'object_mask_thr': 0.8}, 'object_mask_thr'),
    ({**THRESHOLDS, 'pixel_threshold': 0.3}, 'at least 1/3')])
def test_wrong_settings_are_named(test_cfg, message):
    with pytest.raises(ValueError, match=message):
        KMaXFusionHead(THINGS, STUFF, test_cfg=test_cfg)
