import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TRAIN = Path(__file__).parents[2] / 'tools' / 'train.py'


@pytest.mark.slow
def test_killed_training_continues_to_the_same_losses(tiny_config, tmp_path, run_tool, read_losses, environment):
    options = ['--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=15']
    reference = run_tool('train.py', tiny_config, '--work-dir', tmp_path / 'reference', *options)
    assert reference.returncode == 0, reference.stderr
    expected = read_losses(tmp_path / 'reference')
    assert list(expected) == list(range(1, 41))

    work_dir = tmp_path / 'killed'
    # other data-loading processes must not matter either
    arguments = [tiny_config, '--work-dir', work_dir, *options, 'train_dataloader.num_workers=2']
    kill_after, delay = random.randint(3, 30), random.uniform(0, 0.1)
    process = subprocess.Popen([sys.executable, TRAIN, *map(str, arguments)], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(read_losses(work_dir)) < kill_after:
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = read_losses(work_dir)
    assert before == {step: expected[step] for step in before}

    resumed = run_tool('train.py', *arguments[:3], '--resume', *arguments[3:])
    assert resumed.returncode == 0, resumed.stderr
    assert 'resumed epoch' in resumed.stderr + resumed.stdout, f'killed after {kill_after} + {delay} s'
    assert read_losses(work_dir) == expected
