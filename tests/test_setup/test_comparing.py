"""What the scripts that compare configs share."""
import subprocess


def test_a_run_that_is_complete_keeps_its_score(root, tmp_path):
    """Training prints a score at first; when it is called again, there is nothing left to do."""
    python = tmp_path / 'python'
    python.write_text('#!/bin/sh\n[ -e "$0.done" ] || echo "accuracy/top1: 61.50"\n: > "$0.done"\n')
    python.chmod(0o755)
    script = f"""set -euo pipefail
        work={tmp_path} seeds=0 python={python}
        . {root}/tools/experiments/comparing.sh
        train configs/a_small.py 0 accuracy/top1
        train configs/a_small.py 0 accuracy/top1"""
    done = subprocess.run(['bash', '-c', script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ['a_small, seed 0: accuracy/top1: 61.50'] * 2
