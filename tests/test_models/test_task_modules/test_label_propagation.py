"""Labels that features carry, against loops over places."""
import math

import pytest
import torch

from mmuvp.models.task_modules import propagate_labels


def literal(target, sources, labels, radius, topk, temperature):
    height, width = target.shape[1:]
    result = torch.zeros(labels.shape[1], height, width)
    for y in range(height):
        for x in range(width):
            seen = [(torch.cosine_similarity(sources[t, :, v, u], target[:, y, x], dim=0).item(), t, v, u)
                    for t in range(len(sources)) for v in range(height) for u in range(width)
                    if abs(v - y) <= radius and abs(u - x) <= radius]
            best = sorted(seen, reverse=True)[:topk]
            total = sum(math.exp(cosine / temperature) for cosine, *_ in best)
            for cosine, t, v, u in best:
                result[:, y, x] += math.exp(cosine / temperature) / total * labels[t, :, v, u]
    return result


@pytest.mark.parametrize(('radius', 'topk'), [(1, 3), (2, 500), (9, 5)])
def test_against_loops(radius, topk):
    target, sources = torch.randn(4, 3, 5), torch.randn(2, 4, 3, 5)
    labels = torch.rand(2, 3, 3, 5)
    result = propagate_labels(target, sources, labels, radius, topk, 0.3)
    torch.testing.assert_close(result, literal(target, sources, labels, radius, topk, 0.3))


def test_a_frame_like_another_has_its_labels():
    frame, labels = torch.randn(16, 4, 6), torch.rand(1, 2, 4, 6)
    torch.testing.assert_close(propagate_labels(frame, frame[None], labels, 12, 1, 0.1), labels[0])
