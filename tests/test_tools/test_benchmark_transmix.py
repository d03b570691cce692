import re
import subprocess
import sys

import pytest

from mmuvp.apis.config import config_root


@pytest.mark.slow
@pytest.mark.parametrize('options', [(), ('--dtype', 'bf16')])
def test_it_prints_the_ratio_of_both(options):
    tool = config_root().parent / 'tools/analysis_tools/benchmark_transmix.py'
    pair = 'vit-small_transmix_cifar10', 'vit-small_cutmix_cifar10'
    run = subprocess.run(
        [sys.executable, tool, *pair, '--size', '32', '--batch-size', '2', '--repeats', '1', *options],
        capture_output=True, text=True, check=True)
    own, base, ratio = (float(re.search(pattern, run.stdout)[1]) for pattern in (
        r'([\d.]+) s with TransMix', r'([\d.]+) s with CutMix', r'ratios of neighbouring steps ([\d.]+)'))
    assert ratio == pytest.approx(own / base, rel=0.05)
