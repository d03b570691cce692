"""The scripts keep to what the bash 3.2 of macOS understands."""
import re
import subprocess

import pytest

NEWER = {
    r';;?&\s*$': 'case branches that go on',
    r'\b(declare|local|typeset) -[nA]': 'references and maps',
    r'\b(mapfile|readarray|coproc)\b': 'commands',
    r'\$\{\w+(\^|,|@)': 'changes of case and form',
    r'\|&|&>>': 'redirections',
    r'wait -n': 'waiting for the next',
}


@pytest.fixture
def scripts(root):
    paths = [*(root / 'tools').rglob('*.sh'), root / '.ci' / 'run']
    assert len(paths) > 5
    return {path.name: path.read_text() for path in paths}


@pytest.mark.parametrize('pattern', NEWER, ids=NEWER.values())
def test_nothing_newer_is_used(scripts, pattern):
    assert {name for name, text in scripts.items() if re.search(pattern, text, re.MULTILINE)} == set()


def test_arrays_that_may_be_empty_are_expanded_with_care(scripts):
    """With `set -u`, a bash before 4.4 takes an empty array for an unset one."""
    bare = {(name, array) for name, text in scripts.items() for array in re.findall(r'\b(\w+)=\(\)', text)
            if re.search(rf'(?<!\+)(?<!\+")\$\{{{array}\[[@*]\]\}}', text)}
    assert bare == set()


def test_an_empty_array_gives_no_argument():
    script = 'set -u; a=(); b=(1 "2 3"); printf "<%s>" ${a[@]+"${a[@]}"} ${b[@]+"${b[@]}"}'
    assert subprocess.run(['bash', '-c', script], capture_output=True, text=True).stdout == '<1><2 3>'
