"""Helpers for tests of the shell scripts."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope='session')
def root():
    """The checkout."""
    return ROOT


@pytest.fixture
def fake_bin(tmp_path):
    """A folder for PATH with the system's basic commands and none of its compilers and Pythons.

    Returns:
        Callable[[str, str], Path]: Adds a command, given its name and its script; returns the folder.
    """
    folder = tmp_path / 'bin'
    folder.mkdir()
    for name in ('awk', 'bash', 'cat', 'df', 'dirname', 'env', 'find', 'flock', 'grep', 'mkdir', 'mv', 'rm', 'sed',
                 'sleep', 'tail'):
        if shutil.which(name):
            (folder / name).symlink_to(shutil.which(name))

    def add(name, script):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(f'#!/bin/sh\n{script}\n')
        (folder / name).chmod(0o755)
        return folder

    return add


@pytest.fixture
def run_script(root, tmp_path):
    """Run a script of the checkout with an environment of its own, apart from the user's caches."""

    def run(*command, timeout=300, **environment):
        env = {'HOME': str(tmp_path), 'PATH': os.environ['PATH'], **environment}
        return subprocess.run(
            ['bash', *map(str, command)], cwd=root, env=env, timeout=timeout, capture_output=True, text=True,
            stdin=subprocess.DEVNULL)

    return run
