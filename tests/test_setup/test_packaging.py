"""What a wheel, a source distribution and an editable install hold, and that mmengine finds the configs in them."""
import ast
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import packages_distributions

import pytest

SOURCES = ('mmuvp', 'configs', 'tools', 'requirements', 'setup.py', 'pyproject.toml', 'MANIFEST.in', 'model-index.yml',
           'README.md', 'LICENSE', 'CHANGELOG.md')


def pip(*arguments):
    subprocess.run([sys.executable, '-m', 'pip', '-q', *map(str, arguments)], check=True)


@pytest.fixture(scope='module')
def checkout(root, tmp_path_factory):
    """A copy of the sources, so that a build leaves nothing in the checkout."""
    folder = tmp_path_factory.mktemp('packaging') / 'checkout'
    folder.mkdir()
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns('.mim', '__pycache__'))
        else:
            shutil.copy2(root / name, folder / name)
    (folder / 'configs' / 'sample').mkdir()
    (folder / 'configs' / 'sample' / 'sample_r50_coco.py').write_text('answer = 42\n')
    return folder


@pytest.fixture(scope='module')
def wheel(checkout, tmp_path_factory):
    folder = tmp_path_factory.mktemp('wheel')
    pip('wheel', '--no-deps', '--no-build-isolation', '-w', folder, checkout)
    return next(folder.glob('mmuvp-*.whl'))


def sources(root, folder, suffix):
    return {path.relative_to(root).as_posix() for path in (root / folder).rglob(f'*{suffix}')}


def imported_modules(path):
    """Names of the packages that a file imports, this one's own left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition('.')[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition('.')[0]


def test_every_import_is_required(root):
    files = ('runtime', 'torch', 'mminstall', 'mminstall-onedl', 'optional')
    lines = [line for name in files for line in (root / 'requirements' / f'{name}.txt').read_text().splitlines()]
    required = {re.match(r'[\w-]+', line)[0].lower() for line in lines if line[:1].isalpha()}
    modules = {module for path in (root / 'mmuvp').rglob('*.py') for module in imported_modules(path)}
    owners = packages_distributions()
    missing = {module for module in modules - sys.stdlib_module_names - {'mmuvp'}
               # what is optional need not be here: then the module must have the package's name
               if required.isdisjoint(owner.lower() for owner in owners.get(module, [module]))}
    assert missing == set()


def test_wheel_has_package_configs_and_tools(wheel, checkout):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert sources(checkout, 'mmuvp', '.py') <= names
    resources = sources(checkout, 'configs', '.*') | sources(checkout, 'tools', '.py') | {'model-index.yml'}
    assert {f'mmuvp/.mim/{name}' for name in resources} <= names
    assert 'mmuvp/.mim/tools/setup_env.sh' not in names
    assert not [name for name in names if name.startswith(('tests/', 'tools/', 'configs/'))]


def test_wheel_names_its_requirements_and_licence(wheel):
    archive = zipfile.ZipFile(wheel)
    folder = f'{wheel.name.split("-py3")[0]}.dist-info'
    metadata = archive.read(f'{folder}/METADATA').decode()
    assert 'Requires-Dist: opencv-python<5' in metadata
    assert 'Requires-Dist: mmdet==3.3.0; extra == "mim"' in metadata
    for extra in ('tests', 'docs', 'optional', 'mim', 'all'):
        assert f'Provides-Extra: {extra}\n' in metadata
    assert b'Apache License' in archive.read(f'{folder}/licenses/LICENSE')


def test_source_distribution_builds_the_same_wheel(checkout, wheel, tmp_path):
    subprocess.run([sys.executable, 'setup.py', '-q', 'sdist', '-d', tmp_path], cwd=checkout, check=True)
    with tarfile.open(next(tmp_path.glob('mmuvp-*.tar.gz'))) as archive:
        archive.extractall(tmp_path, filter='data')
    unpacked = next(path for path in tmp_path.glob('mmuvp-*') if path.is_dir())
    pip('wheel', '--no-deps', '--no-build-isolation', '-w', tmp_path, unpacked)
    rebuilt = zipfile.ZipFile(next(tmp_path.glob('*.whl')))
    assert sorted(rebuilt.namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize('editable', [False, True])
def test_mmengine_finds_configs_by_package_name(editable, checkout, wheel, tmp_path):
    """``mmuvp::...`` leads to the configs of a normal install, and of the checkout of an editable one."""
    site = tmp_path / 'site'
    source = ('--no-build-isolation', '-e', checkout) if editable else (wheel,)
    pip('install', '--no-deps', '--target', site, *source)
    script = f"""
import site, sys
site.addsitedir({str(site)!r})
sys.path.insert(0, {str(site)!r})
import mmuvp
from mmengine.config import Config
from mmengine.utils import get_installed_path
print(get_installed_path('mmuvp'))
print(Config.fromfile('inheriting.py').answer)
"""
    (tmp_path / 'inheriting.py').write_text("_base_ = 'mmuvp::sample/sample_r50_coco.py'\n")
    result = subprocess.run([sys.executable, '-c', script], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [str((checkout if editable else site) / 'mmuvp'), '42']
