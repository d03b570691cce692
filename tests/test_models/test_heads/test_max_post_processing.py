"""KMaXFusionHead with the settings of MaX-DeepLab against a slow, literal version of the published steps."""
import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.heads import KMaXFusionHead

THINGS, STUFF = 4, 3
VOID = THINGS + STUFF
LIMITS = dict(thing_area=30, stuff_area=60)
SETTINGS = dict(thing_threshold=0.7, stuff_threshold=0.7, overlap_threshold=0., single_claim=True, **LIMITS)
MARGIN = 1e-5

# height and width of the logits, of the network's input, and of its content
GEOMETRIES = {
    'whole': ((9, 13), (33, 49), (33, 49)),
    'even': ((8, 12), (32, 48), (32, 48)),
    'padded': ((9, 13), (33, 49), (26, 41)),
    'one pixel wide': ((9, 1), (33, 1), (33, 1)),
}


def literal_panoptic(class_logits, mask_logits, padded, content):
    """Map of ``class + 1000 * (slot + 1)``, of the class alone for stuff, and the pixels that are no close call."""
    scores, labels = class_logits.softmax(dim=1)[:, :-1].max(dim=1)
    kept = scores >= 0.7
    logits = F.interpolate(mask_logits[None], padded, mode='bilinear', align_corners=padded[1] % 2 == 1)[0]
    logits = logits[:, :content[0], :content[1]]
    best = logits.argmax(dim=0)
    probability = torch.where(kept[:, None, None], logits, torch.tensor(-99999.)).softmax(dim=0).max(dim=0).values
    claimed = kept[best] & (probability > 0.4)
    panoptic = torch.full(content, VOID)
    for slot in kept.nonzero()[:, 0].tolist():
        mask = claimed & (best == slot)
        if labels[slot] < THINGS and mask.sum() >= LIMITS['thing_area']:
            panoptic[mask] = labels[slot] + 1000 * (slot + 1)
    for label in range(THINGS, VOID):
        mask = claimed & kept[best] & (labels[best] == label)
        if mask.sum() >= LIMITS['stuff_area']:
            panoptic[mask] = label
    top = logits.topk(2, dim=0).values
    decided = ((probability - 0.4).abs() > MARGIN) & (top[0] - top[1] > MARGIN)
    return panoptic, decided


def random_logits(shape, queries=12):
    class_logits = torch.randn(queries, VOID + 1)
    class_logits[torch.arange(queries), torch.randint(VOID + 1, (queries,))] += 5
    return class_logits, 2 * torch.randn(queries, *shape)


@pytest.mark.parametrize('seed', range(4))
@pytest.mark.parametrize('geometry', GEOMETRIES)
def test_equals_the_literal_version(geometry, seed):
    torch.manual_seed(seed)
    shape, padded, content = GEOMETRIES[geometry]
    class_logits, mask_logits = random_logits(shape)
    head = KMaXFusionHead(THINGS, STUFF, test_cfg=SETTINGS)
    result = head.panoptic(class_logits, mask_logits, padded, content, content)
    ours, (theirs, decided) = result.sem_seg[0], literal_panoptic(class_logits, mask_logits, padded, content)
    assert torch.equal((ours % 1000)[decided], (theirs % 1000)[decided])
    pairs = torch.stack([ours[decided], theirs[decided]]).unique(dim=1)
    assert len(pairs[0].unique()) == len(pairs[1].unique()) == pairs.shape[1], 'instances are cut otherwise'


def test_the_examples_have_segments_and_void():
    torch.manual_seed(0)
    shape, padded, content = GEOMETRIES['whole']
    panoptic, decided = literal_panoptic(*random_logits(shape), padded, content)
    assert len(panoptic.unique()) >= 4
    assert (panoptic == VOID).any()
    assert decided.float().mean() > 0.99


def test_a_pixel_whose_best_query_is_unsure_of_its_class_is_void():
    class_logits = torch.tensor([[9., *[0.] * VOID], [0.] * (VOID + 1)])
    mask_logits = torch.stack([torch.zeros(20, 20), torch.linspace(-1, 1, 20).expand(20, 20)])
    head = KMaXFusionHead(THINGS, STUFF, test_cfg=SETTINGS)
    result = head.panoptic(class_logits, mask_logits, *[(20, 20)] * 3).sem_seg[0]
    assert ((result % 1000)[:, :10] == 0).all()
    assert (result[:, 10:] == VOID).all()


def test_an_image_without_a_sure_query_is_void():
    head = KMaXFusionHead(THINGS, STUFF, test_cfg=SETTINGS)
    result = head.panoptic(torch.zeros(5, VOID + 1), torch.randn(5, 4, 4), *[(16, 16)] * 3)
    assert (result.sem_seg == VOID).all()
    assert result.segments_info == []


def test_areas_are_those_in_the_network_s_input():
    class_logits = torch.tensor([[9., *[0.] * VOID]])
    head = KMaXFusionHead(THINGS, STUFF, test_cfg={**SETTINGS, 'thing_area': 300})
    for size, there in (((16, 16), False), ((32, 32), True)):
        result = head.panoptic(class_logits, torch.ones(1, 8, 8), size, size, (8, 8))
        assert bool(result.segments_info) == there
