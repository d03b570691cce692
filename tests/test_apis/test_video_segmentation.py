"""Objects that are followed through made videos, and the tool that scores them."""
import json
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from frozen_models import VIT
from mmengine.config import Config
from PIL import Image
from torch import nn

from mmuvp.apis import get_model
from mmuvp.apis.video_segmentation import VideoSegmenter, evaluate_videos, summarise
from mmuvp.datasets.davis import davis_videos, read_mask

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/segment_videos.py'
COLOURS = np.array([[40, 40, 40], [220, 30, 30], [30, 200, 60]], np.uint8)


class Colours(nn.Module):
    """A network whose features are the mean colours of patches of 8 x 8 pixels."""

    class Preprocessor(nn.Module):
        to_rgb = True

        def forward(self, data):
            return dict(inputs=torch.stack(data['inputs']).float() - 128)

    def __init__(self):
        super().__init__()
        self.data_preprocessor = self.Preprocessor()
        self.backbone = nn.AvgPool2d(8)


def mask_at(step):
    """Two squares, of which the first moves by 8 pixels a step."""
    mask = np.zeros((64, 128), np.uint8)
    mask[8:32, 8 + 8 * step:32 + 8 * step] = 1
    mask[40:56, 96:120] = 2
    return mask


@pytest.fixture
def root(tmp_path):
    """A folder in the form of DAVIS with a video of five frames."""
    for folder in ('ImageSets/2017', 'JPEGImages/480p/squares', 'Annotations/480p/squares'):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / 'ImageSets/2017/val.txt').write_text('squares\n')
    for step in range(5):
        mask = mask_at(step)
        cv2.imwrite(str(tmp_path / f'JPEGImages/480p/squares/{step:05}.jpg'), COLOURS[mask],
                    [cv2.IMWRITE_JPEG_QUALITY, 100])
        image = Image.fromarray(mask)
        image.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0])
        image.save(tmp_path / f'Annotations/480p/squares/{step:05}.png')
    return tmp_path


@pytest.mark.parametrize('radius', [1, 12])
def test_squares_are_followed(root, radius):
    segmenter = VideoSegmenter(Colours(), short_side=64, memory=1, radius=radius)
    (video, masks, scores), = evaluate_videos(segmenter, davis_videos(root))
    assert video.name == 'squares'
    np.testing.assert_array_equal(masks[0], mask_at(0))
    assert scores.shape == (2, 2)
    assert scores.min() > 0.9
    summary = summarise([scores])
    assert summary['J&F'] == pytest.approx(100 * scores.mean())


def test_frames_that_are_too_far_apart(root):
    # without frames in between, the first square is out of reach in the last frame
    frames = davis_videos(root)[0].frames
    masks = list(VideoSegmenter(Colours(), short_side=64, radius=1)([frames[0], frames[4]], mask_at(0)))
    overlap = (masks[1] == 1) & (mask_at(4) == 1)
    assert overlap.sum() < 0.2 * (mask_at(4) == 1).sum()


def test_sides_of_frames(root):
    seen = []
    model = Colours()
    model.backbone.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0].shape[2:]))
    for shape in ((90, 160), (160, 90), (50, 50)):
        frames = [np.zeros((*shape, 3), np.uint8)] * 2
        list(VideoSegmenter(model, short_side=48)(frames, np.eye(*shape, dtype=np.uint8)))
    assert seen[::2] == [(48, 64), (64, 48), (48, 48)]


@pytest.mark.parametrize(('name', 'message'), [
    ('ImageSets/2017/val.txt', 'val.txt does not exist'),
    ('JPEGImages/480p/squares', 'no frame in .*squares'),
    ('Annotations/480p/squares/00003.png', '00003.png does not exist')])
def test_missing_files(root, name, message):
    path = root / name
    path.rename(path.with_name('elsewhere'))
    with pytest.raises(FileNotFoundError, match=message):
        davis_videos(root)


def test_a_mask_with_colours(tmp_path):
    Image.fromarray(COLOURS[mask_at(0)]).save(tmp_path / 'mask.png')
    with pytest.raises(ValueError, match='mask.png is no mask: it has 3 channels'):
        read_mask(tmp_path / 'mask.png')


def write_model(tmp_path):
    """A config of a small ViT, and random weights."""
    cfg = Config(dict(default_scope='mmpretrain', model=dict(type='ImageClassifier', backbone=VIT),
                      data_preprocessor=dict(type='ClsDataPreprocessor', mean=[128] * 3, std=[64] * 3, to_rgb=True)))
    torch.save(dict(state_dict=get_model(cfg).state_dict()), tmp_path / 'weights.pth')
    cfg.dump(tmp_path / 'config.py')
    return tmp_path / 'config.py', tmp_path / 'weights.pth'


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *map(str, arguments)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool(root, monkeypatch, capsys):
    run(monkeypatch, *write_model(root), root, '--short-side', 32, '--out', root / 'out')
    scores = json.loads((root / 'out/scores.json').read_text())
    assert set(scores) == {'J', 'F', 'J&F'}
    assert f'J&F {scores["J&F"]:.1f}' in capsys.readouterr().out
    with Image.open(root / 'out/squares/00002.png') as image:
        assert image.size == (128, 64)
        assert image.getpalette()[3:6] == [128, 0, 0]


def test_tool_tells_mistakes_in_one_line(root, monkeypatch):
    config, weights = write_model(root)
    with pytest.raises(SystemExit, match='none/ImageSets/2017/val.txt does not exist'):
        run(monkeypatch, config, weights, root / 'none')
    with pytest.raises(SystemExit, match="mmuvp: error: an output of shape .* set the backbone's out_type='raw'"):
        run(monkeypatch, config, weights, root, '--cfg-options', 'model.backbone.out_type=cls_token')
