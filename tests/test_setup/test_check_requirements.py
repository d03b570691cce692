"""The check of installed packages against pins, on installed metadata made for the test."""
import subprocess
import sys

import pytest


@pytest.fixture
def check(root, tmp_path):
    """Run the check on requirement lines, in a Python that sees a package ``sample`` of version 1.5."""
    metadata = tmp_path / 'site' / 'sample-1.5.dist-info'
    metadata.mkdir(parents=True)
    (metadata / 'METADATA').write_text('Metadata-Version: 2.1\nName: sample\nVersion: 1.5\n')

    def run(*lines):
        path = tmp_path / 'requirements.txt'
        path.write_text('\n'.join(lines))
        script = root / 'tools' / 'misc' / 'check_requirements.py'
        return subprocess.run([sys.executable, script, path], capture_output=True, text=True,
                              env={'PYTHONPATH': str(tmp_path / 'site')})

    return run


@pytest.mark.parametrize('line', [
    'sample', 'sample==1.5', 'sample>=1,<2  # why', '# sample==9', '', 'absent; python_version < "3"'])
def test_met(check, line):
    result = check(line)
    assert (result.returncode, result.stdout) == (0, '')


@pytest.mark.parametrize(('line', 'problem'), [
    ('sample==1.4', 'sample==1.4 (found 1.5)'), ('sample<1.5', 'sample<1.5 (found 1.5)'),
    ('absent-package>=1', 'absent-package>=1 (not installed)')])
def test_unmet(check, line, problem):
    result = check('sample', line)
    assert (result.returncode, result.stdout) == (1, f'{problem}\n')


def test_every_version_is_pinned_in_one_place(root):
    """No script and no document repeats a version that a requirements file pins."""
    files = ('torch', 'mminstall', 'mminstall-onedl')
    pins = {line.strip().split('==')[1] for name in files
            for line in (root / 'requirements' / f'{name}.txt').read_text().splitlines() if '==' in line}
    assert len(pins) >= 10
    scripts = [*(root / 'tools').rglob('*.sh'), root / 'setup.py', root / 'pyproject.toml']
    repeated = {(path.name, pin) for path in scripts for pin in pins if pin in path.read_text()}
    assert repeated == set()
