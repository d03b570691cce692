"""From groups and classes to a map, against the rules written out pixel by pixel."""
import math

import numpy as np
import pytest
import torch

from mmuvp.models.task_modules import chain_assignments, group_class_scores, group_map, score_map


def soft_assignments(generator, *shape):
    return torch.rand(shape, generator=generator).softmax(dim=1)


def softmax(values):
    powers = [math.exp(value - max(values)) for value in values]
    return [power / sum(powers) for power in powers]


def sample_bilinear(image, y, x):
    """Read a map between its cells; beyond the centres of the outer ones it goes on as it is there."""
    height, width = image.shape
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    top, left = min(int(y), height - 1), min(int(x), width - 1)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    dy, dx = y - top, x - left
    return ((1 - dy) * ((1 - dx) * image[top, left] + dx * image[top, right])
            + dy * ((1 - dx) * image[bottom, left] + dx * image[bottom, right]))


def literal_scores(logits, pooled, top, product):
    """Score of each group for each class of one image."""
    best = sorted(range(len(pooled)), key=lambda label: -pooled[label])[:top]
    scores = []
    for row in logits:
        first = softmax(row)
        second = dict(zip(best, softmax([row[label] for label in best]), strict=True))
        scores.append([(first[label] if product else 1) * second.get(label, 0) for label in range(len(row))])
    return np.array(scores)


def literal_map(assignment, grid, size, scores, background):
    """All entries of the score map of one image."""
    maps = assignment.reshape(len(assignment), *grid)
    height, width = size
    threshold = min(background, scores.max())
    result = np.zeros((1 + scores.shape[1], height, width))
    for row in range(height):
        for column in range(width):
            y, x = (row + .5) * grid[0] / height - .5, (column + .5) * grid[1] / width - .5
            group = np.argmax([sample_bilinear(image, y, x) for image in maps])
            if scores[group].max() < threshold:
                result[0, row, column] = 1
            else:
                result[1:, row, column] = scores[group]
    return result


@pytest.mark.parametrize(('grid', 'size'), [((3, 5), (53, 81)), ((1, 1), (17, 16)), ((4, 2), (33, 70))])
@pytest.mark.parametrize(('classes', 'top', 'product'), [(7, 5, True), (7, None, True), (7, 3, False), (2, 5, True)])
@pytest.mark.parametrize('background', [0.2, 0.95])
def test_published_rules(grid, size, classes, top, product, background):
    generator = torch.Generator().manual_seed(classes)
    patches = grid[0] * grid[1]
    stages = soft_assignments(generator, 2, 6, patches), soft_assignments(generator, 2, 4, 6)
    logits = torch.randn(2, 4, classes, generator=generator) * 3
    pooled = torch.randn(2, classes, generator=generator)
    scores = group_class_scores(logits, pooled, top, product)
    groups = group_map(chain_assignments(stages), grid, size)
    found = score_map(scores, groups, background)
    assert found.shape == (2, 1 + classes, *size)
    for image in range(2):
        expected = literal_scores(
            logits[image].tolist(), pooled[image].tolist(), classes if top is None else top, product)
        np.testing.assert_allclose(scores[image], expected, rtol=1e-5, atol=1e-7)
        chained = (stages[1][image].double() @ stages[0][image].double()).numpy()
        expected = literal_map(chained, grid, size, expected, background)
        # a tie between two groups that rounding breaks otherwise may cost a pixel
        wrong = (np.abs(found[image].numpy() - expected) > 1e-5).any(axis=0)
        assert wrong.mean() < 2e-3


def test_paper_has_one_softmax():
    logits, pooled = torch.randn(1, 3, 6), torch.randn(1, 6)
    found = group_class_scores(logits, pooled, top_classes=None, product=False)
    torch.testing.assert_close(found, logits.softmax(dim=2))


def test_hard_assignments_chain_to_hard_ones():
    first = torch.eye(3)[:, [0, 2, 2, 1, 0]][None]
    second = torch.eye(2)[:, [1, 0, 1]][None]
    assert chain_assignments([first, second])[0].argmax(dim=0).tolist() == [1, 1, 1, 0, 1]


def test_one_stage_is_its_own_chain():
    only = soft_assignments(None, 1, 3, 8)
    torch.testing.assert_close(chain_assignments([only]), only)
    with pytest.raises(ValueError, match='no grouping stage'):
        chain_assignments([])


def test_something_is_always_found_unless_its_group_has_no_pixel():
    scores = torch.tensor([[[0.1, 0.2], [0.05, 0.3]]])
    groups = torch.tensor([[[0, 1]]])
    found = score_map(scores, groups, background=0.9)
    assert found[0, :, 0].T.tolist() == [[1, 0, 0], [0, pytest.approx(0.05), pytest.approx(0.3)]]
    # the best group owns nothing, so all is background
    assert score_map(scores, torch.zeros_like(groups), background=0.9)[0, 0].tolist() == [[1, 1]]


def test_without_background():
    scores = torch.rand(1, 3, 4)
    groups = torch.randint(0, 3, (1, 5, 7))
    found = score_map(scores, groups)
    torch.testing.assert_close(found.permute(0, 2, 3, 1)[0], scores[0][groups[0]])


def test_images_of_a_batch_have_thresholds_of_their_own():
    scores = torch.tensor([[[0.2, 0.1]], [[0.8, 0.1]]])
    groups = torch.zeros(2, 1, 1, dtype=torch.long)
    assert not score_map(scores, groups, background=0.5)[:, 0].any()
