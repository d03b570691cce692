"""Class attention of images, without a Runner, and the tool that draws it."""
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from attentive_classifier import make_config, write_checkpoint

from mmuvp.apis import UsageError, get_model
from mmuvp.apis.attention import AttentionInferencer
from mmuvp.visualization import draw_head_attention

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/draw_attention.py'


@pytest.fixture
def model(tmp_path):
    """A config and the path of its weights."""
    cfg = make_config(tmp_path)
    return cfg, write_checkpoint(cfg, tmp_path / 'weights.pth')


def picture(shape=(16, 16)):
    return np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)


@pytest.mark.parametrize('shape', [(16, 16), (32, 20)])
def test_attention_is_that_of_the_backbone(model, shape):
    pixels, attention = AttentionInferencer(*model, device='cpu')(picture(shape))
    np.testing.assert_array_equal(pixels, picture(shape)[..., ::-1])
    assert attention.shape == (shape[0] // 4, shape[1] // 4)
    network = get_model(*model, inference=True)
    inputs = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float().sub(128).div(64)
    expected = network.backbone.forward_with_class_attention(inputs)[1][0]
    np.testing.assert_allclose(attention, expected, rtol=1e-5)


def test_pixels_are_those_that_the_network_sees(model):
    cfg, checkpoint = model
    cfg.data_preprocessor.corruption = dict(type='mmuvp.PatchOcclusion', ratio=0.5, grid=4)
    pixels, _ = AttentionInferencer(cfg, checkpoint, device='cpu')(picture())
    blank = (pixels == 128).all(axis=-1)
    assert blank.sum() == 8 * 16


@pytest.mark.parametrize('to_rgb', [False, True])
def test_colours_whatever_the_order_of_the_network(model, to_rgb):
    cfg, checkpoint = model
    cfg.data_preprocessor.to_rgb = to_rgb
    if not to_rgb:
        cfg.data_preprocessor.update(mean=None, std=None)
    pixels, _ = AttentionInferencer(cfg, checkpoint, device='cpu')(picture())
    np.testing.assert_array_equal(pixels, picture()[..., ::-1])


def test_a_model_without_class_attention(tmp_path):
    cfg = make_config(tmp_path)
    cfg.model = dict(type='ImageClassifier', backbone=dict(type='ResNet', depth=18))
    torch.save(dict(state_dict=get_model(cfg).state_dict()), tmp_path / 'resnet.pth')
    with pytest.raises(UsageError, match='ResNet cannot give the attention.*mmuvp.ClassAttentionViT'):
        AttentionInferencer(cfg, tmp_path / 'resnet.pth')


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *map(str, arguments)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool_draws_a_folder(model, tmp_path, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    (tmp_path / 'images').mkdir()
    for name in 'ab':
        cv2.imwrite(str(tmp_path / f'images/{name}.png'), picture())
    run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'images', '--out', tmp_path / 'out', '--mass', 0.5)
    drawn = cv2.imread(str(tmp_path / 'out/b.png'))
    expected = AttentionInferencer(cfg, checkpoint, device='cpu').draw(picture(), 0.5)
    np.testing.assert_array_equal(drawn, expected[..., ::-1])


@pytest.mark.parametrize(('arguments', 'message'), [
    (['none.png'], 'none.png does not exist'), (['a.png', '--mass', 2], r'must be in \[0, 1\], got 2')])
def test_tool_tells_mistakes_in_one_line(model, tmp_path, monkeypatch, arguments, message):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    monkeypatch.chdir(tmp_path)
    cv2.imwrite('a.png', picture())
    with pytest.raises(SystemExit, match=message):
        run(monkeypatch, tmp_path / 'config.py', checkpoint, *arguments)


def test_heads(model):
    inferencer = AttentionInferencer(*model, device='cpu')
    pixels, attention = inferencer.heads(picture((32, 20)))
    assert attention.shape == (2, 8, 5)
    np.testing.assert_array_equal(pixels, picture((32, 20))[..., ::-1])
    np.testing.assert_allclose(attention.mean(axis=0), inferencer(picture((32, 20)))[1], rtol=1e-6)
    assert not np.allclose(attention[0], attention[1])


def test_heads_have_colours():
    attention = np.zeros((2, 4, 4), np.float32)
    attention[0, 0, 0], attention[1, 3, 3] = 1, 1
    drawn = draw_head_attention(np.full((500, 500, 3), 100, np.uint8), attention)
    bar = len(drawn) - 500
    everything = drawn[bar:, 504:1004]  # beside the image, and a line between them
    assert len({tuple(everything[y, x]) for y, x in ((60, 60), (440, 440), (60, 440))}) == 3
    # the first head does not look where the second one does
    np.testing.assert_array_equal(drawn[bar + 440, 1008 + 440], everything[60, 440])


def test_heads_that_cannot_be_told_apart(tmp_path):
    cfg = make_config(tmp_path)
    cfg.model.backbone = dict(type='mmuvp.CaiT', arch=dict(channels=16, num_blocks=2, num_heads=2, layer_scale=0.1))
    checkpoint = write_checkpoint(cfg, tmp_path / 'weights.pth')
    with pytest.raises(UsageError, match='CaiT does not tell its heads apart: .* mmuvp.ClassAttentionViT'):
        AttentionInferencer(cfg, checkpoint, device='cpu').heads(picture())


def test_tool_draws_heads(model, tmp_path, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(tmp_path / 'config.py')
    cv2.imwrite(str(tmp_path / 'a.png'), picture())
    run(monkeypatch, tmp_path / 'config.py', checkpoint, tmp_path / 'a.png', '--out', tmp_path / 'out', '--heads')
    expected = AttentionInferencer(cfg, checkpoint, device='cpu').draw_heads(picture(), 0.9)
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / 'out/a.png')), expected[..., ::-1])
