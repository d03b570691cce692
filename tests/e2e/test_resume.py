import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TRAIN = Path(__file__).parents[2] / 'tools' / 'train.py'
# images are mixed, so what a worker draws decides over pixels of two images
PANOPTIC = '''_base_ = 'mmuvp::remax/remax_r18_scenes.py'
jitter = dict(type='mmuvp.LargeScaleJitter', size=(65, 65), ratio_range=(0.5, 1.5))
crop, pad = dict(type='mmuvp.FixedSizeCrop', size=(65, 65)), dict(type='mmuvp.FixedSizePad', size=(65, 65))
images = dict(
    type='mmuvp.ScenesPanopticDataset', data_root='DATA_ROOT', split='train',
    spec=dict(num_train=20, num_val=1, width=64, height=64),
    pipeline=[dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations')])
train_dataloader = dict(batch_size=2, num_workers=1, dataset=dict(
    _delete_=True, type='mmdet.MultiImageMixDataset', dataset=images, pipeline=[
        jitter, crop, dict(type='mmuvp.ColorJitter'), pad,
        dict(type='mmuvp.PanopticCopyPaste', pipeline=[jitter, crop, pad]), dict(type='mmdet.PackDetInputs')]))
train_cfg = dict(max_iters=14, val_interval=100)
val_dataloader = val_cfg = val_evaluator = None
default_hooks = dict(logger=dict(interval=1), checkpoint=dict(interval=2, max_keep_ckpts=1))
log_processor = dict(window_size=1)
'''


@pytest.fixture
def train_with_a_kill(tmp_path, run_tool, read_losses, environment):
    """Function that trains without and with a kill in between, and returns the losses of both by iteration."""
    def run(config, options, options_of_killed, kill_after):
        reference = run_tool('train.py', config, '--work-dir', tmp_path / 'reference', *options)
        assert reference.returncode == 0, reference.stderr
        expected = read_losses(tmp_path / 'reference')

        work_dir, delay = tmp_path / 'killed', random.uniform(0, 0.1)
        arguments = [config, '--work-dir', work_dir, *options, *options_of_killed]
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
        return expected, read_losses(work_dir)
    return run


@pytest.mark.slow
def test_killed_training_continues_to_the_same_losses(tiny_config, train_with_a_kill):
    # other data-loading processes must not matter either
    expected, found = train_with_a_kill(
        tiny_config, ['--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=15'],
        ['train_dataloader.num_workers=2'], kill_after=random.randint(3, 30))
    assert list(expected) == list(range(1, 41))
    assert found == expected


@pytest.mark.slow
def test_killed_panoptic_training_continues_to_the_same_losses(tmp_path, train_with_a_kill):
    config = tmp_path / 'remax.py'
    config.write_text(PANOPTIC.replace('DATA_ROOT', str(tmp_path / 'scenes')))
    expected, found = train_with_a_kill(config, [], [], kill_after=random.randint(4, 10))
    assert list(expected) == list(range(1, 15))
    assert len({*expected.values()}) == 14
    assert found == expected
