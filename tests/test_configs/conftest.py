import functools
import sys
from pathlib import Path

import pytest
from mmengine.config import utils

import mmuvp  # noqa: F401
from mmuvp.apis.config import config_root, load_config

sys.path.insert(0, str(Path(__file__).parent))
# each config that inherits one of mmdet's has mmengine read all of mmdet's metafiles
utils.load = functools.cache(utils.load)


def pytest_generate_tests(metafunc):
    """Give a test that asks for ``name`` the names of all configs of panoptic segmentation."""
    if 'name' in metafunc.fixturenames and not _is_parametrized(metafunc):
        metafunc.parametrize('name', config_names())


def _is_parametrized(metafunc):
    return any('name' in mark.args[0] for mark in metafunc.definition.iter_markers('parametrize'))


@functools.cache
def config_names():
    folders = ('axial_deeplab', 'kmax_deeplab', 'remax')
    return sorted(path.stem for folder in folders for path in (config_root() / folder).rglob('*.py')
                  if not path.stem.endswith('_in1k'))


@pytest.fixture(scope='session')
def read_config():
    """Function that reads a config by its name, once."""
    return functools.cache(load_config)
