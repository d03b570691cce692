import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from mmengine.registry import DefaultScope

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope='session')
def tiny_config(tmp_path_factory):
    """Path of a config that trains a small classifier on 21 pictures of three colours."""
    folder = tmp_path_factory.mktemp('tiny')
    generator = np.random.default_rng(0)
    for label in range(3):
        (folder / 'data' / str(label)).mkdir(parents=True)
        for number in range(7):
            image = generator.integers(0, 120, (20, 24, 3), dtype=np.uint8)
            image[..., label] += 100
            cv2.imwrite(str(folder / 'data' / str(label) / f'{label}_{number}.png'), image)
    config = (Path(__file__).parent / 'tiny_classifier.py').read_text()
    path = folder / 'tiny_classifier.py'
    path.write_text(config.replace('DATA_ROOT', str(folder / 'data')))
    return path


@pytest.fixture
def scenes_options(tmp_path):
    """Function that returns ``--cfg-options`` of ``*_scenes`` configs for a small set and any other values."""
    def options(num_train, num_val, **values):
        root = tmp_path / 'scenes'
        spec = dict(num_train=num_train, num_val=num_val, width=64, height=64)
        for loader in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
            values.update({f'{loader}.dataset.spec.{key}': value for key, value in spec.items()}, **{
                f'{loader}.dataset.data_root': root, f'{loader}.num_workers': 0, f'{loader}.persistent_workers': False})
        for evaluator in ('val_evaluator', 'test_evaluator'):
            values.update({f'{evaluator}.ann_file': root / 'annotations/panoptic_val.json',
                           f'{evaluator}.seg_prefix': root / 'annotations/panoptic_val'})
        return ['--cfg-options', *(f'{key}={value}' for key, value in values.items())]
    return options


@pytest.fixture(scope='session')
def environment():
    """Environment variables for a program that shares two cores with others."""
    # the scripts of distributed runs start the Python of the active environment
    path = f'{Path(sys.executable).parent}:{os.environ["PATH"]}'
    return {**os.environ, 'PATH': path, 'OMP_NUM_THREADS': '1', 'PYTHONPATH': f'{ROOT}:{ROOT / "tests" / "e2e"}'}


@pytest.fixture(scope='session')
def run_tool(environment):
    """Function that runs ``tools/NAME`` to its end and returns the completed process."""
    def run(name, *arguments):
        command = [sys.executable, ROOT / 'tools' / name, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return run


@pytest.fixture(scope='session')
def read_losses():
    """Function that returns the loss of each iteration in a work directory, later runs overriding earlier ones."""
    def read(work_dir):
        losses = {}
        for log in sorted(Path(work_dir).glob('*/vis_data/scalars.json')):
            records = [json.loads(line) for line in log.read_text().splitlines() if line.endswith('}')]
            losses.update({record['iter']: record['loss'] for record in records if 'loss' in record})
        return losses
    return read


@pytest.fixture
def call_tool(monkeypatch):
    """Function that runs ``tools/NAME`` in this process and returns its error message, None if there is none."""
    def call(name, *arguments):
        monkeypatch.setattr('sys.argv', [name, *map(str, arguments)])
        with DefaultScope.overwrite_default_scope('mmengine'):
            try:
                runpy.run_path(str(ROOT / 'tools' / name), run_name='__main__')
            except SystemExit as end:
                return end.code
    return call
