import functools
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from mmengine.config import utils

import mmuvp
from mmuvp.apis.config import load_config
from mmuvp.apis.runtime import build_runner

sys.path.insert(0, str(Path(__file__).parent))
# each config that inherits one of mmdet's has mmengine read all of mmdet's metafiles
utils.load = functools.cache(utils.load)


def pytest_generate_tests(metafunc):
    """Give a test that asks for ``name`` the names of all configs."""
    if 'name' in metafunc.fixturenames and not _is_parametrized(metafunc):
        metafunc.parametrize('name', mmuvp.list_models())


def _is_parametrized(metafunc):
    return any('name' in mark.args[0] for mark in metafunc.definition.iter_markers('parametrize'))


@pytest.fixture(scope='session')
def read_config():
    """Function that reads a config by its name, once."""
    return functools.cache(load_config)


@pytest.fixture
def evaluate(read_config, tmp_path):
    """Function that tests the small network of a classifier's config on what is in a folder in the place of `data`."""
    from tasks import task_of

    def evaluate(name):
        cfg = deepcopy(read_config(name))
        cfg.model = task_of(cfg.model).reduce_model(cfg)
        if name.endswith('shuffle'):  # what is reduced fits images of another size
            cfg.model.data_preprocessor = cfg.data_preprocessor
        cfg.test_dataloader.update(num_workers=0, persistent_workers=False, batch_size=20)
        cfg.custom_hooks, cfg.log_level, cfg.work_dir = [], 'WARNING', str(tmp_path / 'work')
        for node in (cfg.test_dataloader.dataset, cfg.test_evaluator):
            _redirect(node, str(tmp_path))
        return build_runner(cfg).test()
    return evaluate


def _redirect(node, root):
    for key in ('data_root', 'class_folder', 'class_map'):
        if key in node:
            assert node[key].startswith('data/')
            node[key] = node[key].replace('data', root, 1)
    for part in node.get('datasets', ()):
        _redirect(part, root)
