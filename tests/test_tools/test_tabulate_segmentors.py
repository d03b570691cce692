"""The table of segmentors, from the files that a comparison leaves."""
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mmuvp.apis.config import load_config

SCRIPT = Path(__file__).parents[2] / 'tools' / 'analysis_tools' / 'tabulate_segmentors.py'


def write_run(folder, seconds, iteration, scores):
    """Write what a training of some seconds, and tests with some scores, leave."""
    folder.mkdir(parents=True)
    load_config('fcn_r18_camvid').dump(folder / 'fcn_r18_camvid.py')
    (folder / 'seconds').write_text(''.join(f'{value}\n' for value in seconds))
    for test, score in scores.items():
        log = folder / test / '20240101_000000' / '20240101_000000.json'
        log.parent.mkdir(parents=True)
        log.write_text(json.dumps(dict(aAcc=99., mIoU=score)))
        (folder / test / 'checkpoint').write_text(f'runs/iter_{iteration}.pth\n')
    return folder


def tabulate(*args):
    return subprocess.run([sys.executable, '-W', 'ignore', SCRIPT, *map(str, args)], capture_output=True, text=True)


@pytest.fixture(scope='module')
def table(tmp_path_factory):
    root = tmp_path_factory.mktemp('runs')
    first = write_run(root / 'fcn/seed0', [60, 30], 600, dict(single=30., multi=31.25))
    second = write_run(root / 'fcn/seed1', [150], 600, dict(single=34., multi=31.25))
    run = tabulate(f'fcn={first},{second}', f'one={first}', '--out', root / 'table.md')
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == (root / 'table.md').read_text().strip()
    return (root / 'table.md').read_text().splitlines()


def test_one_line_has_cost_time_and_scores(table):
    assert table[3] == '| one | 3.25 | 1.35 | 600 | 1.5 | 30.0 | 31.2 |'


def test_repetitions_have_mean_and_spread(table):
    assert table[2] == '| fcn | 3.25 | 1.35 | 600 | 2.0 ± 0.7 | 32.0 ± 2.8 | 31.2 ± 0.0 |'


def test_a_run_that_was_not_tested_is_named(tmp_path):
    folder = write_run(tmp_path / 'seed0', [60], 600, dict(single=30.))
    run = tabulate(f'fcn={folder}', '--out', tmp_path / 'table.md')
    assert run.returncode == 1
    assert f'no scores under {folder}/multi, so nothing was tested there' in run.stderr
    assert not (tmp_path / 'table.md').exists()
