import pytest
import torch
from mmpretrain.structures import DataSample
from test_ibot import BACKBONE, HEAD, NECK, crops

from mmuvp.models.selfsup import DenseSelfDistillation
from mmuvp.models.selfsup.dense_self_distillation import match_features, match_positions


def build(match, **changes):
    torch.manual_seed(0)
    model = DenseSelfDistillation(**dict(
        dict(backbone=dict(BACKBONE, with_mask_token=False), neck=NECK, head=HEAD, match=match), **changes))
    model.init_weights()
    model.update_teacher(0.5)
    return model


def located(first, second, images=3):
    return [DataSample(metainfo=dict(crops=[first, second])) for _ in range(images)]


def test_the_same_crop_matches_itself_and_a_flipped_one_its_mirror():
    box = torch.tensor([[10., 20., 90., 60.]])
    indices, valid = match_positions(torch.cat([box, box]), (2, 4))
    assert valid.all()
    assert torch.equal(indices, torch.arange(8).expand(2, 8))
    indices, valid = match_positions(torch.cat([box, box[:, [2, 1, 0, 3]]]), (2, 4))
    assert valid.all()
    assert torch.equal(indices, torch.arange(8).view(2, 4).flip(1).flatten().expand(2, 8))


def test_patches_that_the_other_crop_does_not_show_are_left_out():
    boxes = torch.tensor([[0., 0., 40., 40.], [20., 0., 60., 40.]])
    indices, valid = match_positions(boxes, (4, 4))
    assert torch.equal(valid[0].view(4, 4)[0], torch.tensor([False, False, True, True]))
    assert torch.equal(valid[1].view(4, 4)[0], torch.tensor([True, True, False, False]))
    assert indices[0].view(4, 4)[1, 2:].tolist() == [4, 5]
    assert not match_positions(boxes + torch.tensor([[0.], [100.]]), (4, 4))[1].any()


def test_features_are_compared_by_their_direction():
    keys = torch.tensor([[[1., 0.], [0., 1.], [-1., 0.]]])
    queries = torch.tensor([[[0.1, 2.], [5., 1.], [-3., 0.5]]])
    assert match_features(queries, 100 * keys).tolist() == [[1, 0, 2]]


def test_losses_are_those_of_pairs_one_by_one():
    model = build('feature')
    model.eval()
    losses = model.loss(crops(), [DataSample() for _ in range(3)])
    student = [model.backbone(x)[0][:, 1:] for x in crops()[:2]]
    teacher = [model.teacher.backbone(x)[0][:, 1:] for x in crops()[:2]]
    total = 0
    for mine, other in zip(student, teacher[::-1], strict=True):
        for queries, keys in zip(mine, other, strict=True):
            best = [max(range(16), key=lambda j: torch.cosine_similarity(query, keys[j], dim=0).item())
                    for query in queries]
            targets = (model.teacher.neck(keys[best]) / 0.05).softmax(-1)
            total -= (targets * (model.neck(queries) / 0.1).log_softmax(-1)).sum(-1).mean() / 6
    torch.testing.assert_close(losses['loss_patch'], total)


@pytest.mark.parametrize('match', ['position', 'feature'])
def test_the_student_learns_and_the_teacher_does_not(match):
    model = build(match)
    losses = model.loss(crops(), located((0, 0, 30, 30), (25, 10, 5, 40)))
    sum(losses.values()).backward()
    still = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert {name.split('.')[0] for name in still} == {'teacher'}
    assert model.head.patch_center.any()


def test_crops_that_share_nothing_have_no_loss_of_patches():
    losses = build('position').loss(crops(), located((0, 0, 30, 30), (50, 50, 80, 80)))
    assert losses['loss_patch'] == 0
    sum(losses.values()).backward()


def test_mixed_precision():
    model, samples = build('position'), located((0, 0, 30, 30), (25, 10, 5, 40))
    model.eval()
    plain = model.loss(crops(), samples)
    with torch.autocast('cpu', torch.bfloat16):
        half = model.loss(crops(), samples)
    for name, value in half.items():
        assert value.dtype == torch.float32
        assert abs(value - plain[name]) < 0.05 * plain[name]


def test_bad_inputs():
    with pytest.raises(ValueError, match='each sample must tell its crops'):
        build('position').loss(crops(), [DataSample() for _ in range(3)])
    with pytest.raises(ValueError, match="match must be one of 'position', 'feature', not 'colour'"):
        build('colour')
    with pytest.raises(ValueError, match='between two global crops, not 3'):
        build('feature', num_global=3)
