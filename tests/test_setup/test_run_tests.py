"""The test command and continuous integration fail when a check or a test fails, or when no test runs."""
import os
import shutil
import sys

import pytest


@pytest.fixture
def run_ci(root, run_script, tmp_path):
    """Run continuous integration in a small checkout that holds one test file, set up already."""
    checkout = tmp_path / 'checkout'
    (checkout / 'tests').mkdir(parents=True)
    for name in ('.ci/run', 'tools/run_tests.sh', 'pyproject.toml'):
        (checkout / name).parent.mkdir(exist_ok=True)
        shutil.copy2(root / name, checkout / name)
    (checkout / 'tools' / 'setup_env.sh').write_text(f'echo {sys.executable}\n')

    def run(test, *arguments):
        (checkout / 'tests' / 'test_sample.py').write_text(test)
        return run_script(checkout / '.ci' / 'run', *arguments, PATH=os.environ['PATH'], CI='true')

    return run


def test_passing_tests(run_ci):
    result = run_ci('def test_sample():\n    pass\n')
    assert result.returncode == 0, result.stdout + result.stderr
    assert '1 passed' in result.stdout.splitlines()[-1]


def test_failing_test(run_ci):
    result = run_ci('def test_sample():\n    raise AssertionError\n')
    assert result.returncode == 1
    assert '1 failed' in result.stdout.splitlines()[-1]


def test_no_test(run_ci):
    result = run_ci('')
    assert result.returncode == 5
    assert 'no tests ran' in result.stdout.splitlines()[-1]


def test_broken_test_module(run_ci):
    result = run_ci('import a_module_that_does_not_exist\n\na_module_that_does_not_exist\n')
    assert result.returncode != 0
    assert '1 error' in result.stdout.splitlines()[-1]


def test_lint_fails_before_the_tests_run(run_ci):
    result = run_ci('import os\n\n\ndef test_sample():\n    pass\n')
    assert result.returncode == 1
    assert 'F401' in result.stdout
    assert 'passed' not in result.stdout


def test_fast_leaves_out_slow_tests(run_ci):
    tests = 'import pytest\n\n\n@pytest.mark.slow\ndef test_slow():\n    pass\n\n\ndef test_fast():\n    pass\n'
    assert '2 passed' in run_ci(tests).stdout.splitlines()[-1]
    assert '1 passed' in run_ci(tests, '--fast').stdout.splitlines()[-1]
