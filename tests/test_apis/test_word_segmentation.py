"""Segmentation of an image by any words, and the tool for it."""
import json
import runpy
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from fake_car import FakeCaR, painted_image
from mmengine.config import Config
from mmengine.registry import DefaultScope

from mmuvp.apis import ImageError, UsageError
from mmuvp.apis.word_segmentation import CLASSIFIER, WordSegmenter, clip_options

TOOL = Path(__file__).parents[2] / 'tools/segment_words.py'
CLIP = dict(
    type='mmuvp.FrozenCLIP',
    arch=dict(embed_dim=16, vision_cfg=dict(image_size=32, patch_size=16, width=16, layers=3, head_width=8),
              text_cfg=dict(context_length=77, width=16, heads=2, layers=2)))
MODEL = dict(
    type='mmuvp.CLIPAsRNNSegmentor', classes=['cat'], crf=dict(type='mmuvp.DenseCRF'),
    car=dict(type='mmuvp.CLIPAsRNN', threshold=0.3,
             proposer=dict(type='mmuvp.GradCAMProposals', clip=CLIP, affinity=dict(type='mmuvp.AttentionAffinity')),
             classifier=dict(type='mmuvp.MaskClassifier', clip=CLIP, mask_threshold=0.4)))


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'small.py'
    path.write_text(f"default_scope = 'mmseg'\nmodel = {MODEL!r}\n")
    return path


@pytest.fixture
def image(tmp_path):
    path = tmp_path / 'image.png'
    cv2.imwrite(str(path), painted_image()[..., ::-1])
    return path


@pytest.fixture
def segmenter():
    """With colours as the words it knows."""
    return WordSegmenter(Config(dict(model=dict(type='mmuvp.CLIPAsRNNSegmentor', classes=['cat'], car=FakeCaR()))))


def run_tool(monkeypatch, *arguments):
    """What the tool ends with: None, or an error message."""
    monkeypatch.setattr('sys.argv', ['segment_words.py', *map(str, arguments)])
    with DefaultScope.overwrite_default_scope('mmengine'):
        try:
            runpy.run_path(str(TOOL), run_name='__main__')
        except SystemExit as end:
            return end.code


def test_files_and_pixels_are_the_same(segmenter, image):
    words = ['green', 'zebra', 'green']
    found = segmenter(image, words)
    assert found.masks.shape == (3, *painted_image().shape[:2])
    assert found.kept.tolist() == [True, False, True]
    assert found.masks[0, 5, 40]
    assert (found.masks == segmenter(painted_image()[..., ::-1], words).masks).all()


def test_masks_are_drawn(segmenter, image):
    words = ['green', 'zebra']
    drawn = segmenter.draw(image, words, segmenter(image, words))
    factor = drawn.shape[0] // 37
    assert drawn.shape == (37 * factor, 53 * factor, 3)
    assert drawn.dtype == np.uint8
    plain = segmenter.draw(image, ['zebra'], segmenter(image, ['zebra']))
    changed = (drawn != plain).any(axis=2)
    assert changed[factor * 5, factor * 45]
    assert not changed[factor * 5, factor * 5]


def test_bad_images_and_queries(segmenter, image, tmp_path):
    (tmp_path / 'text.jpg').write_text('no image')
    with pytest.raises(ImageError, match=r'text\.jpg'):
        segmenter(tmp_path / 'text.jpg', ['red'])
    with pytest.raises(FileNotFoundError, match=r'none\.jpg'):
        segmenter(tmp_path / 'none.jpg', ['red'])
    with pytest.raises(ValueError, match='no query'):
        segmenter(image, [])


def test_other_models_are_refused():
    with pytest.raises(UsageError, match='CLIPAsRNNSegmentor'):
        WordSegmenter(Config(dict(model=dict(type='mmuvp.CLIPAsRNN', threshold=0.5, proposer=torch.nn.Identity(),
                                             classifier=torch.nn.Identity()))))


def test_names_and_files_of_networks(tmp_path):
    weights = tmp_path / 'clip.pt'
    weights.touch()
    key = CLASSIFIER
    assert clip_options(key, None) == {}
    assert clip_options(key, 'ViT-B-32-quickgelu') == {
        f'{key}.name': 'ViT-B-32-quickgelu', f'{key}.pretrained': 'openai'}
    assert clip_options(key, 'ViT-B-32:laion2b_s34b_b79k')[f'{key}.pretrained'] == 'laion2b_s34b_b79k'
    assert clip_options(key, f'ViT-B-32:{weights}') == {
        f'{key}.name': 'ViT-B-32', f'{key}.pretrained': None, f'{key}.checkpoint': str(weights)}
    assert clip_options(key, str(weights)) == {f'{key}.pretrained': None, f'{key}.checkpoint': str(weights)}


def test_tool_writes_masks_and_decisions(config, image, tmp_path, monkeypatch, capsys):
    out = tmp_path / 'out'
    words = ['a red car', '左の犬', 'a red car', 'words ' * 100]
    assert run_tool(monkeypatch, image, *words, '--config', config, '--out', out) is None
    decisions = json.loads((out / 'queries.json').read_text())
    assert [decision['query'] for decision in decisions] == words
    printed = capsys.readouterr().out
    for number, decision in enumerate(decisions):
        mask = cv2.imread(str(out / f'mask_{number}.png'), cv2.IMREAD_UNCHANGED)
        assert mask.shape == (37, 53)
        assert set(np.unique(mask)) <= {0, 255}
        assert (mask > 0).sum() == decision['pixels']
        outcome = f'{decision["score"]:.3f}' if decision['kept'] else 'dropped'
        assert f'{decision["query"]}: {outcome}' in printed
    assert decisions[0] == {**decisions[2], 'mask': 'mask_0.png'}
    assert any(decision['kept'] for decision in decisions)
    assert cv2.imread(str(out / 'overlay.png')) is not None


def test_tool_takes_weights_of_files(config, image, tmp_path, monkeypatch):
    from mmuvp.models.multimodal import FrozenCLIP
    weights = tmp_path / 'clip.pth'
    torch.save(FrozenCLIP(arch=CLIP['arch']).model.state_dict(), weights)
    arguments = [image, 'cat', '--config', config, '--out', tmp_path / 'out']
    assert run_tool(monkeypatch, *arguments, '--proposer', weights, '--classifier', weights) is None
    other = dict(CLIP['arch'], embed_dim=8)
    torch.save(FrozenCLIP(arch=other).model.state_dict(), weights)
    assert 'of another model' in run_tool(monkeypatch, *arguments, '--proposer', weights)


@pytest.mark.parametrize(('arguments', 'message'), [
    (['none.jpg', 'cat'], 'image none.jpg does not exist'), (['IMAGE'], 'no query'), (['IMAGE', 'cat', ' '], 'empty'),
    (['IMAGE', 'cat', '--config', 'nothing.py'], "no config 'nothing.py'"),
    (['IMAGE', 'cat', '--cfg-options', 'model.car.treshold=0.1'], 'treshold')])
def test_mistakes_end_with_one_line(arguments, message, config, image, tmp_path, monkeypatch):
    arguments = [image if argument == 'IMAGE' else argument for argument in arguments]
    if '--config' not in arguments:
        arguments += ['--config', config]
    ended = run_tool(monkeypatch, *arguments, '--out', tmp_path / 'out')
    assert ended.startswith('mmuvp: error: ')
    assert message in ended
    assert not (tmp_path / 'out').exists()
