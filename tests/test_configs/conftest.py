import functools
import sys
from pathlib import Path

import pytest
from mmengine.config import utils

import mmuvp
from mmuvp.apis.config import load_config

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
