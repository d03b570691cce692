"""Package description; everything that is pinned stands in ``requirements/``."""
import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py
from setuptools.command.editable_wheel import editable_wheel

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / 'mmuvp'
# What mim and ``Config.fromfile('mmuvp::...')`` look for in <package>/.mim.
MIM_RESOURCES = ('configs', 'tools', 'model-index.yml')
# These scripts serve a source checkout only.
CHECKOUT_SCRIPTS = ('setup_env.sh', 'quickstart.sh', 'run_tests.sh')


def read_version() -> str:
    """Return ``__version__`` of mmuvp/version.py without importing the package."""
    namespace = {}
    exec((PACKAGE / 'version.py').read_text(), namespace)
    return namespace['__version__']


def read_requirements(name: str) -> list:
    """Return the requirements of ``requirements/<name>.txt``, one string each."""
    lines = (line.split('#')[0].strip() for line in (ROOT / 'requirements' / f'{name}.txt').open())
    return [line for line in lines if line]


class BuildWithMim(build_py):
    """Copy configs and tools into ``mmuvp/.mim`` of a wheel."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / 'mmuvp' / '.mim'
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        skip = shutil.ignore_patterns('__pycache__', '*.pyc', *CHECKOUT_SCRIPTS)
        for name in MIM_RESOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, target / name, ignore=skip)
            else:
                shutil.copy2(source, target / name)


class EditableWithMim(editable_wheel):
    """Link configs and tools into ``mmuvp/.mim``, and tell mmengine and mim where that is.

    Both look in ``<site-packages>/<first line of top_level.txt>``, where an editable install has
    nothing; an absolute path in that line leads them to the checkout.
    """

    def run(self):
        link_mim_resources()
        self._ensure_dist_info()
        (Path(self.dist_info_dir) / 'top_level.txt').write_text(f'{PACKAGE}\n')
        super().run()


def link_mim_resources():
    """Make ``mmuvp/.mim`` a folder of relative links to the checkout's configs and tools."""
    folder = PACKAGE / '.mim'
    folder.mkdir(exist_ok=True)
    for name in MIM_RESOURCES:
        link = folder / name
        if link.is_symlink():
            link.unlink()
        link.symlink_to(Path('..', '..', name))


extras = {name: read_requirements(name) for name in ('tests', 'docs', 'optional')}
extras['mim'] = read_requirements('mminstall')
extras['all'] = sorted({requirement for group in extras.values() for requirement in group})

setup(
    name='mmuvp',
    version=read_version(),
    description='Unified visual perception: panoptic, dense and self-supervised systems for OpenMMLab',
    long_description=(ROOT / 'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    author='mmuvp contributors',
    license='Apache-2.0',
    license_files=['LICENSE'],
    keywords='computer vision, panoptic segmentation, mask transformer, OpenMMLab',
    classifiers=[
        'Development Status :: 3 - Alpha',
        'Intended Audience :: Science/Research',
        'Operating System :: POSIX',
        'Programming Language :: Python :: 3.10',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Topic :: Scientific/Engineering :: Image Recognition',
    ],
    packages=find_packages(include=['mmuvp', 'mmuvp.*']),
    python_requires='>=3.10,<3.13',
    install_requires=read_requirements('runtime'),
    extras_require=extras,
    cmdclass={'build_py': BuildWithMim, 'editable_wheel': EditableWithMim},
    zip_safe=False,
)
