"""The quick start's steps, progress and summary, with stand-ins for the tools that take minutes."""
import os
import shutil
import sys

import pytest

TRAIN_LINE = 'INFO - Iter(train) [ 50/100]  lr: 1e-3  eta: 0:00:05  time: 0.1  loss: 4.2  a: 1'
VAL_LINE = 'INFO - Iter(val) [20/20]    panoptic/PQ: 61.2500  panoptic/SQ: 80.0000'


@pytest.fixture
def quickstart(root, run_script, tmp_path):
    """Run the quick start in a small checkout whose Python runs a shell script instead of each tool."""
    checkout = tmp_path / 'checkout'
    (checkout / 'tools').mkdir(parents=True)
    shutil.copy2(root / 'tools' / 'quickstart.sh', checkout / 'tools')
    stand_in = tmp_path / 'python'
    (checkout / 'tools' / 'setup_env.sh').write_text(f'echo {stand_in}\n')

    def run(train):
        stand_in.write_text(f"""#!/bin/sh
case $1 in
  -c) exec {sys.executable} "$@" ;;
  tools/train.py) {train} ;;
  tools/test.py) mkdir -p out/test; echo '{{"panoptic/PQ": 61.25}}' > out/test/predictions.json ;;
esac
echo "$1" >> calls
""")
        stand_in.chmod(0o755)
        result = run_script(checkout / 'tools' / 'quickstart.sh', 'out', PATH=os.environ['PATH'])
        calls = checkout / 'calls'
        return result, calls.read_text().splitlines() if calls.exists() else []

    return run


def test_runs_every_tool_and_ends_with_the_score(quickstart):
    lines = f'{TRAIN_LINE}\nnoise\n{VAL_LINE}'
    result, calls = quickstart(f'echo "{lines}"; echo out/iter_100.pth > out/last_checkpoint')
    assert result.returncode == 0, result.stderr
    assert calls == ['tools/dataset_converters/make_scenes.py', 'tools/train.py', 'tools/test.py',
                     'tools/visualize.py', 'tools/analysis_tools/plot_curves.py']
    assert 'training [ 50/100]  loss 4.2  time left 0:00:05' in result.stdout
    assert 'validation: PQ 61.2500' in result.stdout
    assert 'noise' not in result.stdout
    assert 'PQ on held-out scenes:  61.2' in result.stdout
    assert 'out/pictures' in result.stdout


def test_failing_step_shows_the_end_of_the_log_and_stops(quickstart):
    result, calls = quickstart('echo "the reason"; exit 3')
    assert result.returncode == 1
    assert 'Failed: ' in result.stderr
    assert 'the reason' in result.stderr
    assert 'out/quickstart.log' in result.stderr
    assert calls == ['tools/dataset_converters/make_scenes.py']
