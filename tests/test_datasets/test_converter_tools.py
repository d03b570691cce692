import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from mmuvp.datasets.scenes import SceneSpec, ensure_scenes
from mmuvp.models.selfsup import PatchClusterTokenizer

TOOLS = Path(__file__).parents[2] / 'tools/dataset_converters'


def _run(monkeypatch, tool, *arguments):
    monkeypatch.setattr(sys, 'argv', [tool, *map(str, arguments)])
    runpy.run_path(str(TOOLS / tool), run_name='__main__')


def test_make_scenes(tmp_path, monkeypatch):
    _run(monkeypatch, 'make_scenes.py', tmp_path / 'set', '--num', 2, '--num-val', 1, '--size', 48, 64, '--difficulty',
         'hard', '--seed', 3, '--sheet', tmp_path / 'sheet.png')
    assert ensure_scenes(tmp_path / 'set') == SceneSpec(2, 1, 64, 48, 'hard', 3)
    assert len(list((tmp_path / 'set/images/train').iterdir())) == 2
    assert cv2.imread(str(tmp_path / 'sheet.png')) is not None


def test_make_scenes_takes_at_most_two_sizes(tmp_path, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        _run(monkeypatch, 'make_scenes.py', tmp_path / 'set', '--size', 48, 64, 80)
    assert 'one number or two' in capsys.readouterr().err


def test_cityscapes(tmp_path, monkeypatch):
    for split in ('train', 'val'):
        folder = tmp_path / split / 'bonn'
        folder.mkdir(parents=True)
        cv2.imwrite(str(folder / 'bonn_0_0_gtFine_instanceIds.png'), np.full((4, 4), 26001, np.uint16))
    _run(monkeypatch, 'cityscapes_panoptic.py', tmp_path)
    for split in ('train', 'val'):
        assert (tmp_path / f'cityscapes_panoptic_{split}.json').exists()
        assert (tmp_path / f'cityscapes_panoptic_{split}/bonn_0_0_gtFine_panoptic.png').exists()


def test_ade20k(tmp_path, monkeypatch):
    for name, shape in (('annotations', (4, 4)), ('annotations_instance', (4, 4, 3))):
        folder = tmp_path / name / 'validation'
        folder.mkdir(parents=True)
        cv2.imwrite(str(folder / 'ADE_val_1.png'), np.ones(shape, np.uint8))
    _run(monkeypatch, 'ade20k_panoptic.py', tmp_path, '--splits', 'val', '--out', tmp_path / 'out')
    assert (tmp_path / 'out/ade20k_panoptic_val.json').exists()


@pytest.mark.parametrize(('tool', 'name'), [
    ('ade20k_panoptic.py', 'annotations/training/a.png'),
    ('cityscapes_panoptic.py', 'train/bonn/a_gtFine_instanceIds.png'),
])
def test_damaged_labels_end_in_one_line(tmp_path, monkeypatch, tool, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text('no picture')
    with pytest.raises(SystemExit, match=f'mmuvp: error: The labels {path} cannot be decoded'):
        _run(monkeypatch, tool, tmp_path)


def test_a_set_of_another_spec_ends_in_one_line(tmp_path, monkeypatch):
    _run(monkeypatch, 'make_scenes.py', tmp_path / 'set', '--num', 1, '--num-val', 1, '--size', 48)
    with pytest.raises(SystemExit, match='mmuvp: error: .*seed'):
        _run(monkeypatch, 'make_scenes.py', tmp_path / 'set', '--num', 1, '--num-val', 1, '--size', 48, '--seed', 1)


def _plain_images(folder, colours):
    for name, colour in colours.items():
        path = folder / name / 'image.png'
        path.parent.mkdir(parents=True)
        cv2.imwrite(str(path), np.full((60, 90, 3), colour[::-1], np.uint8))


def test_cluster_patches(tmp_path, monkeypatch, capsys):
    colours = dict(red=(255, 0, 0), green=(0, 255, 0), grey=(51, 51, 51))
    _plain_images(tmp_path / 'images', colours)
    target = tmp_path / 'new/clusters.pth'
    _run(monkeypatch, 'cluster_patches.py', tmp_path / 'images', target, '--num-clusters', 3, '--share', 1)
    assert 'has 3 clusters of the patches of 3 images' in capsys.readouterr().out
    tokenizer = PatchClusterTokenizer(3, init_cfg=dict(type='Pretrained', checkpoint=str(target)))
    tokenizer.init_weights()
    means = tokenizer.centers.unflatten(1, (3, 256)).mean(2)
    assert sorted((means * 255).round().int().tolist()) == [[0, 255, 0], [51, 51, 51], [255, 0, 0]]
    pixels = torch.tensor(list(colours.values()))[:, :, None, None] / 255 * torch.ones(16, 16)
    assert len(set(tokenizer(pixels).argmax(1).flatten().tolist())) == 3


@pytest.mark.parametrize(('arguments', 'message'), [
    (('--share', 0), r'the share of images must be in \(0, 1\], not 0.0'),
    (('--share', 1, '--num-clusters', 500), '1 images have fewer patches than 500 clusters')])
def test_patches_that_cannot_be_clustered(arguments, message, tmp_path, monkeypatch):
    _plain_images(tmp_path, dict(red=(255, 0, 0)))
    with pytest.raises(SystemExit, match=message):
        _run(monkeypatch, 'cluster_patches.py', tmp_path, tmp_path / 'x.pth', *arguments)


def test_clusters_of_no_folder(tmp_path, monkeypatch):
    with pytest.raises(SystemExit, match='none is missing'):
        _run(monkeypatch, 'cluster_patches.py', tmp_path / 'none', tmp_path / 'x.pth')
