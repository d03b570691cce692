"""List the requirements that the running Python does not satisfy.

Usage: ``python check_requirements.py FILE...`` prints one line for each unmet requirement and exits
with 1 when there is one.  With ``--checkout DIR`` it also asks for an editable mmuvp of that folder.
It reads installed metadata only, so that it answers in a fraction of a second.
"""
import argparse
import json
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path


def read_requirements(path: Path) -> list:
    """Return the requirement strings of a file, without comments and blank lines."""
    lines = (line.split('#')[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line]


def find_distribution(name: str) -> 'Distribution | None':
    """Return the installed distribution, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def unmet_requirement(text: str) -> 'str | None':
    """Say what is wrong with one requirement; None when it is satisfied."""
    try:
        from packaging.requirements import Requirement
    except ImportError:  # a fresh environment has pip only
        from pip._vendor.packaging.requirements import Requirement
    requirement = Requirement(text)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return None
    found = find_distribution(requirement.name)
    if found is None:
        return f'{text} (not installed)'
    if not requirement.specifier.contains(found.version, prereleases=True):
        return f'{text} (found {found.version})'
    return None


def unmet_checkout(root: Path) -> 'str | None':
    """Say what is wrong with the editable install of ``root``; None when it is up to date."""
    version = {}
    exec((root / 'mmuvp' / 'version.py').read_text(), version)
    wanted = f'mmuvp {version["__version__"]} from {root}'
    found = find_distribution('mmuvp')
    if found is None:
        return f'{wanted} (not installed)'
    origin = json.loads(found.read_text('direct_url.json') or '{}').get('url', 'a package index')
    if found.version != version['__version__'] or origin != root.as_uri():
        return f'{wanted} (found {found.version} from {origin})'
    if not (root / 'mmuvp' / '.mim' / 'configs').exists():
        return f'{wanted} (mmuvp/.mim is missing)'
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('files', nargs='*', type=Path)
    parser.add_argument('--checkout', type=Path)
    args = parser.parse_args()
    unmet = [unmet_requirement(text) for path in args.files for text in read_requirements(path)]
    if args.checkout is not None:
        unmet.append(unmet_checkout(args.checkout.resolve()))
    unmet = [problem for problem in unmet if problem is not None]
    print('\n'.join(unmet), end='\n' if unmet else '')
    return int(bool(unmet))


if __name__ == '__main__':
    sys.exit(main())
