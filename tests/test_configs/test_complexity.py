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
AXIAL = 'axial-deeplab_axial-resnet-'
# Axial-DeepLab, tables 3.2, 3.4, 3.7, 3.8 and B.2.  Its parameters are the same for all spans, as of tables that reach
# further than the span; ours end with it, which leaves out some 1.7 M times the width.  Blocks of pixels share their
# keys, so that a window costs up to half as much again as the pairs in it.
AXIAL_PAPER = [
    (AXIAL + 's_coco', (1025, 1025), 12.1, 110.4, 0.05),
    (AXIAL + 'm_coco', (1025, 1025), 25.9, 209.9, 0.05),
    (AXIAL + 'l_coco', (1025, 1025), 44.9, 343.9, 0.05),
    (AXIAL + 's_cityscapes', CITY, 12.1, 220.8, 0.05),
    (AXIAL + 'm_cityscapes', CITY, 25.9, 419.6, 0.05),
    (AXIAL + 'l_cityscapes', CITY, 44.9, 687.4, 0.05),
    (AXIAL + 'xl_cityscapes', CITY, 173.0, 2446.8, 0.05),
    (AXIAL + 'l_mapillary', (2177, 2177), 44.9, 1550, 0.05),
    (AXIAL + 'l_cityscapes_span-5', CITY, 44.9, 617.4, 0.05),
    (AXIAL + 'l_cityscapes_os32', CITY, 45.2, 525.2, 0.06),
    (AXIAL + 'l_cityscapes_axial-decoder', CITY, 45.4, 722.7, 0.06),
    (AXIAL + 'l_cityscapes_os32_axial-decoder', CITY, 45.9, 577.8, 0.06),
    ('panoptic-deeplab_r50_cityscapes', CITY, 24.8, 374.8, 0.05),
    ('panoptic-deeplab_r50_cityscapes_aspp', CITY, 30.0, 390.0, 0.05),
    ('panoptic-deeplab_r101_cityscapes', CITY, 43.8, 530.0, 0.05),
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


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs', 'tolerance'), AXIAL_PAPER)
def test_axial_deeplab(measure, name, shape, parameters, macs, tolerance):
    measured = measure(name, shape)
    assert measured[0] == pytest.approx(parameters, rel=0.05)
    assert measured[1] == pytest.approx(macs, rel=tolerance)


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), PUBLISHED_CODE)
def test_published_code(measure, name, shape, parameters, macs):
    assert measure(name, shape) == pytest.approx((parameters, macs), rel=1e-3)


def test_cityscapes_with_convnext_large(measure):
    parameters, _ = measure('kmax_convnext-large_cityscapes', (65, 129))
    assert parameters == pytest.approx(232, rel=0.01)  # ReMaX, table 9


def test_relaxation_costs_nothing_at_inference(measure):
    assert measure('remax_r50_coco', MOBILE) == measure('kmax_r50_coco', MOBILE)
