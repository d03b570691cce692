"""Patches of two images that are paired, and the tool that draws the pairs."""
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from attentive_classifier import make_config, write_checkpoint

from mmuvp.apis.correspondence import CorrespondenceInferencer, match_patches
from mmuvp.visualization import draw_correspondence

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/draw_correspondence.py'


def test_pairs_against_loops():
    first, second = (torch.randn(6, 3, 4), torch.rand(3, 4)), (torch.randn(6, 2, 5), torch.rand(2, 5))
    pairs = [tuple(pair) for pair in torch.stack(match_patches(first, second, 99), dim=1).tolist()]
    a, b = (F.normalize(x.flatten(1), dim=0).T for x, _ in (first, second))
    nearest = [max(range(10), key=lambda j, i=i: a[i] @ b[j]) for i in range(12)]
    back = [max(range(12), key=lambda i, j=j: a[i] @ b[j]) for j in range(10)]
    assert set(pairs) == {(i, nearest[i]) for i in range(12) if back[nearest[i]] == i}
    scores = [first[1].flatten()[i] + second[1].flatten()[j] for i, j in pairs]
    assert scores == sorted(scores, reverse=True)
    assert [tuple(pair) for pair in torch.stack(match_patches(first, second, 2), dim=1).tolist()] == pairs[:2]


def test_an_image_corresponds_to_itself():
    image = torch.randn(8, 4, 4), torch.rand(4, 4)
    own, other = match_patches(image, image, 16)
    assert sorted(own.tolist()) == list(range(16))
    assert own.tolist() == other.tolist()


@pytest.fixture
def model(tmp_path):
    """A config and the path of its weights."""
    cfg = make_config(tmp_path)
    cfg.model.backbone.out_type = 'raw'
    return cfg, write_checkpoint(cfg, tmp_path / 'weights.pth')


def picture(shape=(16, 16)):
    return np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)


def test_points_are_the_middles_of_patches(model):
    images, points = CorrespondenceInferencer(*model, device='cpu').match(picture(), picture(), count=16)
    np.testing.assert_array_equal(images[0], picture()[..., ::-1])
    np.testing.assert_allclose(points[:, 0], points[:, 1])
    assert {tuple(point) for point in points[:, 0].tolist()} <= {(x, y) for x in (2, 6, 10, 14) for y in (2, 6, 10, 14)}
    assert len(points) > 8


def test_picture():
    images = [np.full((500, 500, 3), 255, np.uint8), np.full((500, 300, 3), 255, np.uint8)]
    drawn = draw_correspondence(images, [[[100, 50], [200, 50]]])
    assert drawn.shape == (500, 800, 3)
    rows, columns = np.nonzero((drawn != 255).any(axis=2))
    assert abs(rows - 50).max() < 12
    assert 100 - 12 < columns.min() < 100 < 700 < columns.max() < 700 + 12
    with pytest.raises(ValueError, match=r'one height, got \[16, 500\]'):
        draw_correspondence([images[0], picture()], [])


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *map(str, arguments)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool(model, tmp_path, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    cv2.imwrite(str(tmp_path / 'a.png'), picture())
    run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'a.png', tmp_path / 'a.png',
        '--out', tmp_path / 'new/pairs.png')
    assert cv2.imread(str(tmp_path / 'new/pairs.png')).shape[1] >= 480


def test_tool_tells_mistakes_in_one_line(model, tmp_path, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    cv2.imwrite(str(tmp_path / 'a.png'), picture())
    with pytest.raises(SystemExit, match='none.png does not exist'):
        run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'a.png', 'none.png')
    with pytest.raises(SystemExit, match="set the backbone's out_type='raw'"):
        run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'a.png', tmp_path / 'a.png',
            '--cfg-options', 'model.backbone.out_type=cls_token')
