import pytest
import torch

from mmuvp.models.task_modules import find_centres, nearest_centres


@pytest.mark.parametrize('num_centres', [1, 2, 30])
def test_nearest_centres_equal_all_distances_compared(num_centres):
    size = (70, 101)
    centres = torch.stack([torch.randint(0, length, (num_centres,)) for length in size], dim=1)
    points = torch.cat([torch.rand(3000, 2) * torch.tensor(size), 300 * torch.randn(500, 2)])
    distances = torch.cdist(points.double(), centres.double())
    found = distances.gather(1, nearest_centres(points, centres, size)[:, None])[:, 0]
    torch.testing.assert_close(found, distances.amin(dim=1), rtol=1e-5, atol=1e-5)


def test_no_point_has_no_centre():
    assert nearest_centres(torch.zeros(0, 2), torch.tensor([[3, 4]]), (9, 9)).shape == (0,)


@pytest.mark.parametrize('size', [(1, 1), (1, 30), (30, 1)])
def test_images_of_one_line(size):
    points = torch.rand(20, 2) * torch.tensor(size)
    assert not nearest_centres(points, torch.zeros(1, 2), size).any()


def test_centres_are_the_greatest_of_their_squares():
    heat = torch.zeros(20, 30)
    heat[5, 5], heat[5, 8], heat[15, 20], heat[18, 28] = 0.9, 0.8, 0.5, 0.05
    positions, scores = find_centres(heat, 0.1, kernel=7, top_k=10)
    assert positions.tolist() == [[5, 5], [15, 20]]
    assert scores.tolist() == pytest.approx([0.9, 0.5])
    positions, _ = find_centres(heat, 0.1, kernel=5, top_k=2)
    assert positions.tolist() == [[5, 5], [5, 8]]


def test_no_centre():
    positions, scores = find_centres(torch.zeros(5, 5), 0.1, 7, 10)
    assert positions.shape == (0, 2)
    assert scores.shape == (0,)


@pytest.mark.parametrize('dtype', [torch.float16, torch.bfloat16])
def test_autocast_changes_no_owner(dtype):
    size = (1025, 2049)
    centres = torch.stack([torch.randint(0, length, (30,)) for length in size], dim=1)
    points = torch.rand(2000, 2) * torch.tensor(size)
    expected = nearest_centres(points, centres, size)
    with torch.autocast('cpu', dtype):
        assert torch.equal(nearest_centres(points, centres, size), expected)
