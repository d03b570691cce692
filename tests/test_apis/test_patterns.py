"""Patterns of a projection head: their places, and their pictures."""
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from frozen_models import VIT, dataloader
from mmengine.config import Config

from mmuvp.apis import UsageError, get_model
from mmuvp.apis.patterns import PatternInferencer, PatternTable
from mmuvp.visualization import draw_pattern

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/draw_patterns.py'
ORANGE = 255, 140, 0


def test_table_against_a_full_sort():
    generator = np.random.default_rng(0)
    patterns, confidence = generator.integers(0, 5, (30, 500)), generator.random((30, 500))
    patterns[:, :3] = 7
    table = PatternTable(4)
    for image in range(30):
        table.add(image, patterns[image], confidence[image])
    for pattern in (0, 4, 7):
        own = np.argwhere(patterns == pattern).tolist()
        places = [(image, patch, confidence[image, patch]) for image, patch in own]
        assert table.places(pattern) == sorted(places, key=lambda place: -place[2])[:4]
    assert table.places(6) == []
    means = {pattern: np.mean([place[2] for place in table.places(pattern)]) for pattern in (0, 1, 2, 3, 4, 7)}
    assert table.largest(3) == sorted(means, key=lambda pattern: -means[pattern])[:3]


def test_patterns_that_are_seen_more_come_first():
    table = PatternTable(3)
    table.add(0, np.array([5, 5, 2, 9, 9]), np.array([.1, .2, .9, .3, .4]))
    assert table.largest(9) == [9, 5, 2]
    assert PatternTable(3).largest(2) == []


@pytest.fixture
def model(tmp_path):
    """A config and the path of its weights."""
    cfg = Config(dict(
        default_scope='mmpretrain',
        model=dict(
            type='mmuvp.PretrainedFeatures', backbone=dict(VIT, type='mmuvp.ClassAttentionViT'),
            neck=dict(type='mmuvp.IBOTProjector', in_channels=16, out_channels=6, hidden_channels=8,
                      bottleneck_channels=4)),
        data_preprocessor=dict(type='ClsDataPreprocessor', mean=[128] * 3, std=[64] * 3, to_rgb=True),
        test_dataloader=dataloader(tmp_path)))
    network = get_model(cfg)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    torch.save(dict(state_dict=network.state_dict()), tmp_path / 'weights.pth')
    return cfg, tmp_path / 'weights.pth'


def pictures(count=4):
    return list(np.random.default_rng(0).integers(0, 256, (count, 16, 16, 3), dtype=np.uint8))


def probabilities(model, image, level):
    network = get_model(*model, inference=True)
    inputs = torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1)[None].float().sub(128).div(64)
    with torch.no_grad():
        tokens = network.backbone(inputs)[-1][0]
        tokens = tokens[:1] if level == 'class' else tokens[1:]
        return (network.neck(tokens, patches=level == 'patch') / 0.2).softmax(dim=1)


@pytest.mark.parametrize('level', ['patch', 'class'])
def test_places_are_those_of_the_head(model, level):
    images = pictures()
    table = PatternInferencer(*model, temperature=0.2, device='cpu').collect(images, level, count=5)
    found = {pattern: table.places(pattern) for pattern in range(6)}
    everything = [(image, patch, row.argmax().item(), row.max().item()) for image, pixels in enumerate(images)
                  for patch, row in enumerate(probabilities(model, pixels, level))]
    assert len(everything) == (64 if level == 'patch' else 4)
    for pattern, places in found.items():
        own = sorted((entry for entry in everything if entry[2] == pattern), key=lambda entry: -entry[3])[:5]
        assert [place[:2] for place in places] == [entry[:2] for entry in own]
        np.testing.assert_allclose([place[2] for place in places], [entry[3] for entry in own], rtol=1e-4)


def test_frame_and_context():
    image = np.zeros((64, 64, 3), np.uint8)
    image[16:32, 32:48] = 200, 10, 10
    drawn = draw_pattern([(image, (32, 16, 48, 32))] * 2, columns=3)
    assert drawn.shape == (82, 3 * 82, 3)
    assert (drawn[:, 2 * 82:] == 255).all()
    tile = drawn[1:81, 1:81]
    np.testing.assert_array_equal(tile[32, 32], ORANGE)
    np.testing.assert_array_equal(tile[48, 40], ORANGE)
    np.testing.assert_array_equal(tile[40, 40], (200, 10, 10))
    np.testing.assert_array_equal(tile[60, 40], (0, 0, 0))
    np.testing.assert_array_equal(tile[5, 40], (128, 128, 128))  # above the image


def test_whole_images():
    drawn = draw_pattern([(np.full((40, 60, 3), 9, np.uint8), None)], columns=1)
    assert (drawn[1:81, 1:81] == 9).all()
    with pytest.raises(ValueError, match='without places'):
        draw_pattern([])


def test_what_does_not_fit(model):
    cfg, checkpoint = model
    with pytest.raises(ValueError, match="level must be one of patch, class, got 'pixel'"):
        PatternInferencer(cfg, checkpoint, device='cpu').collect(pictures(), 'pixel')
    with pytest.raises(UsageError, match='give a config of mmuvp.PretrainedFeatures with a neck'):
        PatternInferencer(cfg, checkpoint, cfg_options={'model.neck': None})


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *map(str, arguments)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool(model, tmp_path, monkeypatch, capsys):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    (tmp_path / 'images').mkdir()
    for number, image in enumerate(pictures()):
        cv2.imwrite(str(tmp_path / f'images/{number}.png'), image)
    run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'images', '--out', tmp_path / 'out', '--number', 2)
    written = capsys.readouterr().out.split()
    assert len(written) == 2
    assert all(cv2.imread(path).shape[1] == 6 * 82 for path in written)
