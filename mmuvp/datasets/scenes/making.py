"""Making a set of scenes at most once, however many processes ask for it at the same time."""
import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from .spec import SceneSpec
from .writing import SPEC_FILE, write_scenes


def ensure_scenes(root, spec=None, progress=None):
    """Make a set of scenes unless it is there already.

    The first of several processes makes it in a folder beside `root`, which is renamed when complete, and the
    others wait; a process that is killed on the way leaves nothing at `root`.

    Args:
        root (str | Path): Folder of the set.
        spec (SceneSpec, optional): What it must be made from. `None` takes whatever is there, and makes the
            default where there is nothing.
        progress (Callable[[int, int], None], optional): See `write_scenes`.

    Returns:
        SceneSpec: What the set at `root` was made from.

    Raises:
        ValueError: If `root` holds something else than scenes, or scenes of another spec.
    """
    root = Path(root).absolute()
    if root.exists() and any(root.iterdir()):
        return _check(root, spec)
    root.parent.mkdir(parents=True, exist_ok=True)
    with _lock(root.with_name(f'.{root.name}.lock')):
        if not (root / SPEC_FILE).exists():
            _make(root, spec or SceneSpec(), progress)
    return _check(root, spec)


def _make(root, spec, progress):
    partial = root.with_name(f'.{root.name}.partial')
    shutil.rmtree(partial, ignore_errors=True)
    try:
        write_scenes(partial, spec, progress)
        os.rename(partial, root)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _check(root, spec):
    path = root / SPEC_FILE
    if not path.exists():
        raise ValueError(
            f'{root} is not a set of scenes: it has no {SPEC_FILE}. Give another data_root, or remove it.')
    try:
        found = SceneSpec(**json.loads(path.read_text()))
    except (TypeError, ValueError) as error:
        raise ValueError(f'{path} does not describe a set of scenes: {error}') from error
    if spec is not None and spec != found:
        raise ValueError(
            f'{root} holds scenes made with {found}, but {spec} is asked for. Give another data_root, or remove '
            'that folder to have it made anew.')
    return found


@contextmanager
def _lock(path):
    """Hold an advisory lock; the system drops it even when the process is killed."""
    with open(path, 'w') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
