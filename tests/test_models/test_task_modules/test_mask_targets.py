import pytest
import torch
from narrow_models import CLASSES, QUERIES, random_truth, void_targets

from mmuvp.models.task_modules import GroundTruth, Match, build_targets

VOID = CLASSES


def match_of(queries, masks):
    return Match(torch.tensor(queries), torch.tensor(masks), torch.rand(len(queries)), torch.rand(len(queries)))


def three_columns():
    """Three masks of a 4x6 image in columns 0-1, 2-3 and 3-4; they share column 3, and column 5 is void."""
    masks = torch.zeros(3, 4, 6, dtype=torch.bool)
    masks[0, :, :2] = masks[1, :, 2:4] = masks[2, :, 3:5] = True
    return GroundTruth(torch.tensor([3, 0, 1]), masks)


def test_semantic_map():
    semantic = three_columns().semantic
    assert semantic.dtype == torch.long
    assert (semantic == torch.tensor([3, 3, 0, 1, 1, -1])).all()


def test_semantic_map_without_masks():
    truth = GroundTruth(torch.zeros(0, dtype=torch.long), torch.zeros(0, 2, 3, dtype=torch.bool))
    assert torch.equal(truth.semantic, torch.full((2, 3), -1))


def test_queries_receive_the_masks_they_are_matched_with():
    truth, match = three_columns(), match_of([0, 2, 5], [1, 0, 2])
    targets = build_targets([truth], [match], torch.randn(1, QUERIES, 4, 6), CLASSES)
    assert targets.labels.tolist() == [[0, VOID, 3, VOID, VOID, 1]]
    assert (targets.masks[0, 2] == torch.tensor([1., 1, 0, 0, 0, 0])).all()
    assert (targets.masks[0, 0] == torch.tensor([0, 0, 1, 0.5, 0, 0])).all()
    assert (targets.masks[0, 5] == torch.tensor([0, 0, 0, 0.5, 1, 0])).all()
    assert not targets.masks[0, [1, 3, 4]].any()
    assert (targets.valid[0] == torch.tensor([True] * 5 + [False])).all()
    # a shared pixel has the mean area of its masks; 24 pixels over 8 in each mask
    assert (targets.area_weight[0, :, :5] == 3).all()
    assert (targets.semantic[0] == truth.semantic).all()


def test_pixels_of_unmatched_masks_are_void():
    truth, match = three_columns(), match_of([1], [1])
    targets = build_targets([truth], [match], torch.randn(1, QUERIES, 4, 6), CLASSES)
    assert (targets.valid[0] == torch.tensor([False, False, True, True, False, False])).all()
    assert (targets.masks[0, 1] == targets.valid[0]).all()
    # the semantic ground truth knows no matching, and its pixels weigh as if all were matched
    assert (targets.semantic[0, :, 0] == 3).all()
    assert (targets.area_weight[0, :, :5] == 3).all()


def test_weights_of_queries():
    truth, match = three_columns(), match_of([0, 2], [1, 0])
    logits = torch.randn(1, QUERIES, 4, 6)
    targets = build_targets([truth], [match], logits, CLASSES)
    predicted = logits.softmax(dim=1)[0]
    for q in range(QUERIES):
        if q in (0, 2):
            assert targets.class_weight[0, q] == match.mask_similarity[q // 2]
            assert targets.mask_weight[0, q] == match.class_probability[q // 2]
        else:
            on_void = predicted[q][~targets.valid[0]].sum() / predicted[q].sum()
            torch.testing.assert_close(targets.class_weight[0, q], on_void)
            assert targets.mask_weight[0, q] == 0


def test_no_class_weight_is_zero():
    mask = torch.ones(1, 4, 6, dtype=torch.bool)
    match = Match(torch.tensor([0]), torch.tensor([0]), torch.zeros(1), torch.zeros(1))
    targets = build_targets([GroundTruth(torch.tensor([0]), mask)], [match], torch.randn(1, QUERIES, 4, 6), CLASSES)
    assert (targets.class_weight == 1e-5).all()


def test_images_of_a_batch_are_independent():
    truths = [random_truth(5, 6, masks) for masks in (1, 4)]
    matches = [match_of([3], [0]), match_of([0, 1, 4, 5], [2, 0, 1, 3])]
    logits = torch.randn(2, QUERIES, 5, 6)
    together = build_targets(truths, matches, logits, CLASSES)
    for b in range(2):
        alone = build_targets(truths[b:b + 1], matches[b:b + 1], logits[b:b + 1], CLASSES)
        for name in ('labels', 'masks', 'valid', 'class_weight', 'mask_weight', 'area_weight', 'semantic'):
            torch.testing.assert_close(getattr(together, name)[b], getattr(alone, name)[0])


def test_images_without_masks_are_void():
    targets = void_targets()
    assert (targets.labels == VOID).all()
    assert not targets.valid.any()
    assert (targets.semantic == -1).all()
    # all predicted mass lies on void
    torch.testing.assert_close(targets.class_weight, torch.ones(2, QUERIES))
    assert targets.area_weight.isfinite().all()


@pytest.mark.parametrize('dtype', [torch.float32, torch.bfloat16])
def test_targets_are_float32_and_carry_no_gradient(dtype):
    truth, match = three_columns(), match_of([0], [1])
    targets = build_targets([truth], [match], torch.randn(1, QUERIES, 4, 6, dtype=dtype, requires_grad=True), CLASSES)
    for name in ('masks', 'class_weight', 'mask_weight', 'area_weight'):
        assert getattr(targets, name).dtype == torch.float32
        assert not getattr(targets, name).requires_grad
