"""The set-up script: what it says when something is missing, and that a second run does nothing."""
import shutil
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version

import pytest

SCRIPT = 'tools/setup_env.sh'
PYTHON_3_11 = 'echo 3.11'  # answers every question as a supported Python would


def failure(result):
    """Return the line that tells the failure, after checking that there is just one and no path on stdout."""
    assert result.returncode == 1
    assert result.stdout == ''
    lines = [line for line in result.stderr.splitlines() if line.startswith('Set-up failed')]
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_unknown_argument(run_script):
    assert 'unknown argument --frobnicate' in failure(run_script(SCRIPT, '--frobnicate'))


def test_unknown_stack(run_script):
    assert '--stack is stock or onedl, not openmm' in failure(run_script(SCRIPT, '--stack', 'openmm'))


def test_argument_without_value(run_script):
    assert '--venv needs a value' in failure(run_script(SCRIPT, '--venv'))


def test_python_of_wrong_version(run_script, fake_bin, tmp_path):
    folder = fake_bin('python_old', 'case $1 in --version) echo Python 3.8.18;; *) echo 3.8;; esac')
    message = failure(run_script(SCRIPT, '--venv', tmp_path / 'venv', PYTHON=str(folder / 'python_old')))
    assert 'find or make the environment' in message
    assert 'not a Python of version 3.10, 3.11 or 3.12 (it says: Python 3.8.18)' in message


def test_no_python_at_all(run_script, fake_bin, tmp_path):
    folder = fake_bin('unused', 'true')
    message = failure(run_script(SCRIPT, '--venv', tmp_path / 'venv', PATH=str(folder)))
    assert 'no Python of version 3.10, 3.11 or 3.12 found' in message


def test_no_compiler_is_told_before_anything_is_installed(run_script, fake_bin, tmp_path):
    folder = fake_bin('python3.11', PYTHON_3_11)
    message = failure(run_script(SCRIPT, '--venv', tmp_path / 'venv', PATH=str(folder)))
    assert 'no C++ compiler found' in message
    assert not (tmp_path / 'venv').exists()


def test_full_disk(run_script, fake_bin, tmp_path):
    fake_bin('python3.11', PYTHON_3_11)
    fake_bin('c++', 'true')
    folder = fake_bin('df', 'echo header; echo /dev/disk 100 93 7 93% /')
    message = failure(run_script(SCRIPT, '--venv', tmp_path / 'venv', PATH=str(folder)))
    assert f'{tmp_path} has 7 MB free' in message


def test_folder_that_is_no_environment(run_script, tmp_path):
    (tmp_path / 'venv').mkdir()
    message = failure(run_script(SCRIPT, '--venv', tmp_path / 'venv'))
    assert 'has no working Python' in message


def test_no_network(run_script, tmp_path):
    """A real environment is made, then the package index turns out to be a closed port."""
    environment = tmp_path / 'venv'
    index = dict(PIP_INDEX_URL='http://127.0.0.1:9/simple', PIP_RETRIES='0', PIP_CONFIG_FILE='/dev/null')
    result = run_script(SCRIPT, '--venv', environment, PYTHON=sys.executable, CXX='true', **index)
    message = failure(result)
    assert 'install build tools' in message
    assert 'the package index cannot be reached' in message
    assert f'Full log: {tmp_path}/.cache/mmuvp/setup.log' in result.stderr


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason='needs a virtual environment')
def test_active_environment_is_used_and_nothing_is_done_twice(run_script):
    stack = 'onedl' if is_installed('onedl-mmcv') else 'stock'
    result = run_script(SCRIPT, '--stack', stack, VIRTUAL_ENV=sys.prefix)
    assert result.returncode == 0, result.stderr
    assert result.stdout == f'{sys.prefix}/bin/python\n'
    assert 'using the active environment' in result.stderr
    assert result.stderr.count('done already') == 5


@pytest.mark.skipif(not shutil.which('flock'), reason='needs the command flock')
def test_second_run_waits_for_the_first(run_script, fake_bin, tmp_path):
    lock = tmp_path / '.cache' / 'mmuvp' / 'lock'
    lock.parent.mkdir(parents=True)
    with subprocess.Popen(['flock', lock, 'sleep', '2']):
        time.sleep(0.5)
        result = run_script(SCRIPT, '--venv', tmp_path / 'venv', PATH=str(fake_bin('unused', 'true')))
    assert 'another set-up is running; waiting for it' in result.stderr
    assert 'no Python of version' in failure(result)


def test_active_environment_of_other_versions_is_left_alone(run_script, fake_bin, tmp_path):
    """An active environment that lacks the pins is named, and another one is looked for."""
    fake_bin('python', 'case "$*" in *check_requirements*) echo "torch==2.11.0 (found 1.0)"; exit 1;; esac; echo 3.11')
    folder = fake_bin('unused', 'true')
    environment = tmp_path / 'active'
    environment.mkdir()
    (environment / 'bin').symlink_to(folder)
    result = run_script(SCRIPT, '--stack', 'stock', VIRTUAL_ENV=str(environment), PATH=str(folder))
    assert 'does not meet the pins: torch==2.11.0 (found 1.0)' in result.stderr


def is_installed(name):
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False
