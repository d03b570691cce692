"""Sweeps over ratios of occlusion and grids of shuffling, and what is written of them."""
import csv
import json
import runpy
import sys
from pathlib import Path

import pytest
from attentive_classifier import BACKBONE, make_config, write_checkpoint, write_pictures
from mmengine.config import Config
from PIL import Image

from mmuvp.apis import UsageError
from mmuvp.apis.robustness import draw_curves, parse_value, sweep, sweep_of, write_table
from mmuvp.apis.runtime import build_runner, use_checkpoint
from mmuvp.checkpoints import CheckpointError

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/robustness.py'
OCCLUSION = dict(type='mmuvp.PatchOcclusion', ratio=0.5, grid=4)
SHUFFLE = dict(type='mmuvp.PatchShuffle', grid=2)


@pytest.fixture
def make(tmp_path):
    """Function that returns a config and the path of its weights."""
    write_pictures(tmp_path / 'data')

    def make(corruption):
        cfg = make_config(tmp_path, corruption)
        return cfg, write_checkpoint(cfg, tmp_path / 'weights.pth')
    return make


def accuracy_of(cfg, checkpoint):
    """Top-1 accuracy by the plain test of a config."""
    cfg = Config(cfg.to_dict())
    use_checkpoint(cfg, checkpoint)
    return build_runner(cfg).test()['accuracy/top1']


@pytest.mark.parametrize('options', [{}, dict(select='salient', measure='attention')])
def test_occlusion(make, tmp_path, options):
    cfg, checkpoint = make(None)
    if options:
        options = dict(options, saliency=dict(
            type='mmuvp.ClassAttentionSaliency', backbone=BACKBONE, checkpoint=checkpoint))
    scores = sweep(make(dict(OCCLUSION, **options))[0], checkpoint, [0, 0.5, 1])
    assert list(scores) == [0, 0.5, 1]
    assert scores[0] == accuracy_of(cfg, checkpoint)
    assert scores[0.5] == accuracy_of(make_config(tmp_path, dict(OCCLUSION, **options)), checkpoint)
    # all images are the same then, and so is their class
    assert scores[1] == pytest.approx(100 / 3)


def test_shuffling(make):
    scores = sweep(*make(SHUFFLE), [1, 2, 4.0])
    assert scores[1] == accuracy_of(*make(None))
    assert scores[2] == accuracy_of(*make(SHUFFLE))


def test_default_values(make):
    assert sweep_of(make(OCCLUSION)[0]) == ('ratio', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    assert sweep_of(make(SHUFFLE)[0]) == ('grid', [2, 4, 8, 14])


def test_values_of_the_config(make):
    cfg, _ = make(SHUFFLE)
    cfg.sweep_values = [1, (2, 4)]
    assert sweep_of(cfg) == ('grid', [1, (2, 4)])
    assert sweep_of(cfg, [4.0]) == ('grid', [4])


def test_grids_that_are_not_square(make, tmp_path):
    cfg, checkpoint = make(SHUFFLE)
    scores = sweep(cfg, checkpoint, [parse_value(text) for text in ('2x2', '2x4', '1')])
    assert list(scores) == [(2, 2), (2, 4), 1]
    assert scores[2, 2] == accuracy_of(cfg, checkpoint)
    write_table(dict(a=scores), 'grid', tmp_path / 'shuffle')
    assert [row[0] for row in csv.reader((tmp_path / 'shuffle.csv').open())] == ['grid', '2x2', '2x4', '1', 'mean']
    draw_curves(dict(a=scores), 'grid', tmp_path / 'shuffle.png')
    assert Image.open(tmp_path / 'shuffle.png').size == (750, 600)


@pytest.mark.parametrize('preprocessor', [{}, dict(corruption=None), dict(corruption=dict(type='mmuvp.Fog'))])
def test_nothing_to_sweep(preprocessor):
    with pytest.raises(UsageError, match='corruption must be one of PatchOcclusion, PatchShuffle'):
        sweep_of(Config(dict(data_preprocessor=preprocessor)))


def test_values_that_do_not_fit(make):
    with pytest.raises(UsageError, match='grids are whole numbers'):
        sweep(*make(SHUFFLE), [2.5])
    with pytest.raises(UsageError, match='ratios are numbers'):
        sweep(*make(OCCLUSION), [(2, 4)])
    with pytest.raises(ValueError, match=r'ratio must be in \[0, 1\], got 1.5'):
        sweep(*make(OCCLUSION), [0.5, 1.5])


def test_weights_of_another_saliency_network(make, tmp_path):
    saliency = dict(type='mmuvp.ClassAttentionSaliency', backbone=dict(BACKBONE, patch_size=8))
    cfg, checkpoint = make(dict(OCCLUSION, select='salient', saliency=dict(saliency, checkpoint='none.pth')))
    with pytest.raises(CheckpointError, match='none.pth does not exist'):
        sweep(cfg, checkpoint, [0.5])
    cfg, checkpoint = make(dict(OCCLUSION, select='salient', saliency=dict(
        saliency, checkpoint=str(tmp_path / 'weights.pth'))))
    with pytest.raises(CheckpointError, match='is of another model'):
        sweep(cfg, checkpoint, [0.5])


CURVES = {'a': {0: 90.0, 0.5: 60.0}, 'b': {0: 80.0, 0.5: 70.5}}


def test_table(tmp_path):
    write_table(CURVES, 'ratio', tmp_path / 'occlusion-0.5')
    content = json.loads((tmp_path / 'occlusion-0.5.json').read_text())
    assert content['b'] == dict(ratio=[0, 0.5], top1=[80.0, 70.5], mean=75.25)
    rows = list(csv.reader((tmp_path / 'occlusion-0.5.csv').open()))
    assert rows == [['ratio', 'a', 'b'], ['0', '90.0000', '80.0000'], ['0.5', '60.0000', '70.5000'],
                    ['mean', '75.0000', '75.2500']]


def test_picture(tmp_path):
    draw_curves(CURVES, 'ratio', tmp_path / 'curve.png')
    assert Image.open(tmp_path / 'curve.png').size == (750, 600)


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *map(str, arguments)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool(make, tmp_path, monkeypatch, capsys):
    cfg, checkpoint = make(SHUFFLE)
    cfg.dump(tmp_path / 'shuffle.py')
    other = write_checkpoint(cfg, tmp_path / 'other.pth', seed=1)
    run(monkeypatch, tmp_path / 'shuffle.py', checkpoint, f'second={other}', '--values', 1, 4,
        '--out', tmp_path / 'out')
    content = json.loads((tmp_path / 'out/shuffle.json').read_text())
    assert list(content) == ['weights', 'second']
    assert content['second']['top1'] == list(sweep(cfg, other, [1, 4]).values())
    assert (tmp_path / 'out/shuffle.png').is_file()
    assert 'grid,weights,second' in capsys.readouterr().out


def test_tool_tells_mistakes_in_one_line(make, tmp_path, monkeypatch):
    cfg, checkpoint = make(OCCLUSION)
    cfg.dump(tmp_path / 'occlusion.py')
    with pytest.raises(SystemExit, match=r'mmuvp: error: PatchOcclusion: ratio must be in \[0, 1\], got 2'):
        run(monkeypatch, tmp_path / 'occlusion.py', checkpoint, '--values', 2)
