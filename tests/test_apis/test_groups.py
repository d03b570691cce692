"""Groups of images without a Runner, and the tool that draws them."""
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from zero_shot_models import NAMES, VIT, image_text_model

from mmuvp.apis import UsageError, get_model
from mmuvp.apis.groups import GroupInferencer

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/draw_groups.py'


def make_config(path, **settings):
    """A config of a small segmentor, written to a file."""
    pipeline = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=(96, 40), keep_ratio=True),
                dict(type='PackSegInputs')]
    cfg = Config(dict(
        default_scope='mmseg', custom_imports=dict(imports=['mmuvp']),
        model=dict(
            dict(type='mmuvp.ZeroShotSegmentor', model=image_text_model(), prompts=dict(classes=NAMES),
                 data_preprocessor=dict(type='mmseg.SegDataPreProcessor', bgr_to_rgb=True, mean=[128.] * 3,
                                        std=[64.] * 3)), **settings),
        test_dataloader=dict(dataset=dict(type='mmuvp.ScenesSemanticDataset', pipeline=pipeline))))
    cfg.dump(str(path))
    return str(path)


@pytest.fixture
def model(tmp_path):
    """A config and the path of its weights, which are those of its model of images and texts."""
    path = make_config(tmp_path / 'config.py')
    torch.manual_seed(0)
    torch.save(dict(state_dict=get_model(path).model.state_dict()), tmp_path / 'weights.pth')
    return path, str(tmp_path / 'weights.pth')


def picture(shape=(61, 83)):
    return np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)


def test_groups_are_those_of_the_backbone(model):
    image, stages, names = GroupInferencer(*model, device='cpu')(picture())
    assert image.shape == (40, 54, 3)
    assert [groups.shape for groups in stages] == [(40, 54)] * 2
    assert [groups.max() < count for groups, count in zip(stages, (6, 4), strict=True)] == [True, True]
    assert names.keys() == {0, 1, 2, 3}
    assert set(names.values()) <= set(NAMES)


def test_names_are_those_of_the_segmentor(model):
    inferencer = GroupInferencer(*model, device='cpu')
    image, stages, names = inferencer(picture())
    inputs = torch.from_numpy(image.copy()).permute(2, 0, 1)[None].float().sub(128).div(64)
    with torch.no_grad():
        labels = inferencer.model(inputs, mode='tensor')[0].argmax(dim=0).numpy()
    expected = [NAMES.index(names[group]) for group in range(4)]
    # resizing to 8 bits and back may move a border
    assert (np.array(expected)[stages[-1]] == labels).mean() > 0.95


def test_background_has_no_name(tmp_path, model):
    path = make_config(tmp_path / 'background.py', background=0.95)
    *_, names = GroupInferencer(path, model[1], device='cpu')(picture())
    assert 1 <= len(names) <= 4


def test_tool(tmp_path, model, monkeypatch, capsys):
    cv2.imwrite(str(tmp_path / 'image.png'), picture())
    monkeypatch.setattr(sys, 'argv', ['draw_groups.py', *model, str(tmp_path / 'image.png'),
                                      '--out', str(tmp_path / 'out')])
    runpy.run_path(str(TOOL), run_name='__main__')
    assert cv2.imread(str(tmp_path / 'out/image.png')) is not None
    assert str(tmp_path / 'out/image.png') in capsys.readouterr().out


def test_a_model_without_groups(tmp_path):
    path = make_config(tmp_path / 'clusters.py', model=dict(image_text_model(), backbone=VIT),
                       groups=dict(type='mmuvp.PatchClusters'))
    weights = str(tmp_path / 'clusters.pth')
    torch.save(dict(state_dict=get_model(path).state_dict()), weights)
    with pytest.raises(UsageError, match='zero-shot_groupvit-two-stage_voc'):
        GroupInferencer(path, weights, device='cpu')
