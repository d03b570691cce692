import math

import pytest
import torch

from mmuvp.models.task_modules import build_centre_targets

THINGS = 3


def literal(semantic, ids, sigma, small_area, small_weight):
    """Targets of one image, pixel by pixel."""
    height, width = semantic.shape
    centres = {}
    for number in ids[ids > 0].unique().tolist():
        rows, columns = (ids == number).nonzero(as_tuple=True)
        centres[number] = (round(rows.double().mean().item()), round(columns.double().mean().item()))
    reach = round(3 * sigma)
    heat, offset = torch.zeros(height, width), torch.zeros(2, height, width)
    weight, centre_weight, offset_weight = (torch.zeros(height, width) for _ in range(3))
    for y in range(height):
        for x in range(width):
            number, label = ids[y, x].item(), semantic[y, x].item()
            for cy, cx in centres.values():
                if max(abs(y - cy), abs(x - cx)) <= reach:
                    heat[y, x] = max(heat[y, x], math.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * sigma ** 2)))
            if number:
                offset[:, y, x] = torch.tensor(centres[number]) - torch.tensor([y, x])
            weight[y, x] = small_weight if number and (ids == number).sum() < small_area else 1
            centre_weight[y, x] = label >= 0 and (label >= THINGS or number > 0)
            offset_weight[y, x] = number > 0
    return dict(centre=heat[None], offset=offset, semantic_weight=weight, centre_weight=centre_weight[None],
                offset_weight=offset_weight[None])


def scene(height, width):
    """Two instances of one class, one of them in two parts, beside a crowd, stuff and void."""
    semantic, ids = torch.full((height, width), 4), torch.zeros(height, width, dtype=torch.long)
    ids[2:9, 1:7], ids[3:6, 9:11], ids[12:14, 9:16] = 1, 3, 3
    semantic[ids > 0] = 1
    semantic[15:, :4] = 2
    semantic[:, -2:] = -1
    return semantic, ids.masked_fill(semantic == -1, 0)


@pytest.mark.parametrize('sigma', [1.0, 2.5, 8.0])
def test_equals_the_literal_version(sigma):
    semantic, ids = scene(19, 23)
    targets = build_centre_targets([semantic], [ids], THINGS, sigma, 40, 3.0)
    for name, expected in literal(semantic, ids, sigma, 40, 3.0).items():
        torch.testing.assert_close(getattr(targets, name)[0], expected, msg=name)
    assert torch.equal(targets.semantic[0], semantic)
    assert targets.area_weight[0, 2, 1] == 19 * 23 / 42


def test_heat_is_1_at_every_centre_and_ends_at_three_sigma():
    semantic, ids = torch.zeros(1, 40, 40, dtype=torch.long), torch.zeros(1, 40, 40, dtype=torch.long)
    ids[0, 4:7, 5:8], ids[0, 30, 30] = 1, 2
    heat = build_centre_targets(semantic, ids, THINGS, sigma=2.0).centre[0, 0]
    assert heat[5, 6] == heat[30, 30] == 1
    assert (heat == 1).sum() == 2
    assert heat[5, 12] > 0 == heat[5, 13]


@pytest.mark.parametrize('size', [(1, 1), (1, 9), (9, 1)])
@pytest.mark.parametrize('kind', ['void', 'crowd', 'stuff'])
def test_without_any_instance_nothing_is_learned_of_offsets(size, kind):
    label = dict(void=-1, crowd=0, stuff=4)[kind]
    semantic, ids = torch.full(size, label), torch.zeros(size, dtype=torch.long)
    targets = build_centre_targets([semantic], [ids], THINGS)
    assert not targets.centre.any()
    assert not targets.offset_weight.any()
    assert targets.centre_weight.all() == (kind == 'stuff')
    assert targets.semantic_weight.eq(1).all()
