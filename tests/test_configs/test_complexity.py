"""Parameters and multiply-adds of the configs against the papers, and against their published code."""
from functools import partial

import pytest
import torch

import mmuvp
from mmuvp.apis.complexity import get_complexity

MOBILE, FULL, FIXED, CITY = (641, 641), (1281, 1281), (800, 1200), (1025, 2049)
# parameters in millions, multiply-adds in giga
PAPER = [
    ('remax-t_mobilenet-v3-small_coco', MOBILE, 18.6, 18.8),  # ReMaX, table B
    ('remax-s_mobilenet-v3-large_coco', MOBILE, 22.0, 20.9),
    ('remax-m_r50_coco', MOBILE, 50.8, 67.8),
    ('remax-b_r50_coco', FULL, 56.6, 294.7),
    ('kmax_convnext-tiny_coco', FIXED, 61, 172),  # table A
    ('remax_convnext-tiny_coco', FIXED, 61, 172),
    ('kmax_convnext-small_coco', FIXED, 83, 251),
    ('remax_convnext-small_coco', FIXED, 83, 251),
]
PUBLISHED_CODE = [
    ('kmax_r50_coco', FULL, 56.58, 292.0),
    ('kmax_r50_coco', FIXED, 56.58, 166.8),
    ('kmax_convnext-base_coco', FIXED, 121.51, 382.1),
    ('kmax_convnext-large_coco', FIXED, 231.84, 748.4),
    ('kmax_r50_cityscapes_port', CITY, 56.39, 380.8),
]


@pytest.fixture
def measure(monkeypatch):
    """Function that counts the parameters, in millions, and multiply-adds, in giga, of a config's model."""
    # the drop-path rates of ConvNeXt are read from a tensor while the model is built
    monkeypatch.setattr(torch, 'linspace', partial(torch.linspace, device='cpu'))

    def run(name, shape):
        with torch.device('meta'):
            model = mmuvp.get_model(name)
        complexity = get_complexity(model, shape)
        return complexity.parameters / 1e6, complexity.macs / 1e9
    return run


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), PAPER)
def test_paper(measure, name, shape, parameters, macs):
    measured = measure(name, shape)
    assert measured[0] == pytest.approx(parameters, rel=0.01)
    assert measured[1] == pytest.approx(macs, rel=0.05)


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), PUBLISHED_CODE)
def test_published_code(measure, name, shape, parameters, macs):
    assert measure(name, shape) == pytest.approx((parameters, macs), rel=1e-3)


def test_cityscapes_with_convnext_large(measure):
    parameters, _ = measure('kmax_convnext-large_cityscapes', (65, 129))
    assert parameters == pytest.approx(232, rel=0.01)  # ReMaX, table 9


def test_relaxation_costs_nothing_at_inference(measure):
    assert measure('remax_r50_coco', MOBILE) == measure('kmax_r50_coco', MOBILE)
