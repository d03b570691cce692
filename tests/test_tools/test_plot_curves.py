"""Learning curves: reading mmengine's logs, repeated seeds, resumed runs, and the picture."""
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SCRIPT = Path(__file__).parents[2] / 'tools' / 'analysis_tools' / 'plot_curves.py'


@pytest.fixture(scope='module')
def plot_curves():
    spec = importlib.util.spec_from_file_location('plot_curves', SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_log(work_dir, started, entries):
    path = work_dir / started / 'vis_data' / 'scalars.json'
    path.parent.mkdir(parents=True)
    path.write_text(''.join(f'{json.dumps(entry)}\n' for entry in entries))
    return work_dir


def write_run(work_dir, offset):
    """Write a run of 40 steps with a loss at every tenth, and a PQ at 20 and 40."""
    losses = [dict(loss=10 / step + offset, iter=step, step=step) for step in (10, 20, 30, 40)]
    scores = [{'coco_panoptic/PQ': step + offset, 'step': step} for step in (20, 40)]
    return write_log(work_dir, '20240101_000000', losses[:2] + scores[:1] + losses[2:] + scores[1:])


def test_finds_a_curve_by_the_last_part_of_its_name(plot_curves, tmp_path):
    entries = plot_curves.read_scalars(write_run(tmp_path, 0.5))
    steps, values = plot_curves.find_curve(entries, 'PQ')
    np.testing.assert_array_equal(steps, [20, 40])
    np.testing.assert_array_equal(values, [20.5, 40.5])


def test_latest_log_of_a_resumed_run_counts(plot_curves, tmp_path):
    write_log(tmp_path, '20240101_000000', [dict(loss=float(step), step=step) for step in (10, 20, 30)])
    write_log(tmp_path, '20240101_000001', [dict(loss=100. + step, step=step) for step in (20, 40)])
    write_log(tmp_path, '20240101_000002', [])
    steps, values = plot_curves.find_curve(plot_curves.read_scalars(tmp_path), 'loss')
    np.testing.assert_array_equal(steps, [10, 20, 40])
    np.testing.assert_array_equal(values, [10, 120, 140])


def test_a_cut_last_line_is_left_out(plot_curves, tmp_path):
    log = write_run(tmp_path, 0.) / '20240101_000000/vis_data/scalars.json'
    log.write_text(log.read_text() + '{"loss": 0.1, "st')
    steps, _ = plot_curves.find_curve(plot_curves.read_scalars(tmp_path), 'loss')
    np.testing.assert_array_equal(steps, [10, 20, 30, 40])


def test_a_log_of_another_kind_is_named(plot_curves, tmp_path):
    log = write_run(tmp_path, 0.) / '20240101_000000/vis_data/scalars.json'
    log.write_text('loss 0.1\n')
    with pytest.raises(ValueError, match=r'scalars\.json is not a log of mmengine'):
        plot_curves.read_scalars(tmp_path)


def test_mean_and_spread_at_common_steps(plot_curves):
    curves = [(np.array([1, 2, 3]), np.array([1., 2., 3.])), (np.array([2, 3, 4]), np.array([4., 3., 9.]))]
    steps, mean, spread = plot_curves.average_curves(curves)
    np.testing.assert_array_equal(steps, [2, 3])
    np.testing.assert_allclose(mean, [3, 3])
    np.testing.assert_allclose(spread, [np.sqrt(2), 0])


def test_repetitions_without_a_common_step(plot_curves):
    with pytest.raises(ValueError, match='different steps'):
        plot_curves.average_curves([(np.array([1]), np.array([1.])), (np.array([2]), np.array([1.]))])


def test_running_mean(plot_curves):
    np.testing.assert_allclose(plot_curves.smooth_curve(np.array([4., 2., 0., 6.]), 2), [4, 3, 1, 3])


def test_unknown_scalar_names_those_there_are(plot_curves, tmp_path):
    entries = plot_curves.read_scalars(write_run(tmp_path, 0.))
    with pytest.raises(KeyError, match=r"no scalar 'mIoU'.*coco_panoptic/PQ"):
        plot_curves.find_curve(entries, 'mIoU')


def test_folder_without_a_log(plot_curves, tmp_path):
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        plot_curves.read_scalars(tmp_path)


@pytest.mark.parametrize(('key', 'message'), [('mIoU', "no scalar 'mIoU' in the log"), ('loss', 'no run was logged')])
def test_mistakes_end_in_one_line(tmp_path, key, message):
    run = tmp_path / 'none' if key == 'loss' else write_run(tmp_path, 0.)
    result = subprocess.run([sys.executable, SCRIPT, run, '--keys', key, '--out', tmp_path / 'x.png'],
                            capture_output=True, text=True)
    assert result.returncode == 1
    assert message in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr


def test_draws_a_picture_with_one_panel_for_each_key(tmp_path):
    runs = [write_run(tmp_path / name, offset) for offset, name in enumerate('abc')]
    out = tmp_path / 'figures' / 'curve.png'
    subprocess.run([sys.executable, SCRIPT, f'pair={runs[0]},{runs[1]}', runs[2], '--keys', 'loss', 'PQ', '--out', out],
                   check=True)
    width, height = Image.open(out).size
    assert (width, height) == (1500, 600)
