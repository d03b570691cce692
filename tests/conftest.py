"""Settings that all tests share."""
import pytest
import torch
from mmengine.registry import DefaultScope


@pytest.fixture(autouse=True)
def _seed():
    """Make every test draw the same random numbers, alone or among others."""
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _default_scope():
    """Let no test find the default scope that the Runner of another one has set."""
    before = dict(DefaultScope._instance_dict)
    yield
    DefaultScope._instance_dict.clear()
    DefaultScope._instance_dict.update(before)
