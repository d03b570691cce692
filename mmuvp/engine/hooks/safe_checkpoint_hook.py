"""Checkpoints that survive the death of the process at any moment."""
import os
import re
import zipfile
from pathlib import Path

from mmengine.fileio import LocalBackend, register_backend
from mmengine.hooks import CheckpointHook

from ...registry import HOOKS


class AtomicLocalBackend(LocalBackend):
    """Local files that are either absent, or complete on disk."""

    def put(self, obj, filepath):
        """Write bytes under another name first, and rename the file once they are on disk.

        Args:
            obj (bytes): What to write.
            filepath (str | Path): Where to.
        """
        path = Path(filepath)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + '.part')
        with part.open('wb') as file:
            file.write(obj)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


register_backend('mmuvp.atomic', AtomicLocalBackend, force=True)


class _LateRemoval:
    """A file backend that removes nothing before it is told to."""

    def __init__(self, backend):
        self._backend = backend
        self._doomed = []

    def __getattr__(self, name):
        return getattr(self._backend, name)

    def remove(self, path):
        self._doomed.append((self._backend.remove, path))

    def rmtree(self, path):
        self._doomed.append((self._backend.rmtree, path))

    def carry_out(self):
        doomed, self._doomed = self._doomed, []
        for remove, path in doomed:
            remove(path)


@HOOKS.register_module()
class SafeCheckpointHook(CheckpointHook):
    """Stock checkpoint hook, whose files are complete at any moment, and replaced only by complete files.

    The stock hook writes a checkpoint in place and removes the oldest one before, so a process that is killed
    while it writes may leave none.

    Args:
        *args: Arguments of ``mmengine.hooks.CheckpointHook``.
        **kwargs: Its keyword arguments.  Without ``backend_args``, checkpoints go to local files.
    """

    # until training begins
    file_backend = None

    def __init__(self, *args, **kwargs):
        if kwargs.get('backend_args') is None:
            kwargs['backend_args'] = {'backend': 'mmuvp.atomic'}
        super().__init__(*args, **kwargs)

    def before_train(self, runner):
        super().before_train(runner)
        self.file_backend = _LateRemoval(self.file_backend)

    def after_train_iter(self, *args, **kwargs):
        super().after_train_iter(*args, **kwargs)
        self.file_backend.carry_out()

    def after_train_epoch(self, runner):
        super().after_train_epoch(runner)
        self.file_backend.carry_out()

    def after_val_epoch(self, runner, metrics):
        if self.file_backend is None:
            return  # nothing was trained, so there is nothing to keep
        super().after_val_epoch(runner, metrics)
        self.file_backend.carry_out()


def latest_checkpoint(work_dir):
    """Find the checkpoint to resume from.

    Args:
        work_dir (str | Path): Folder with checkpoints ``iter_*.pth`` or ``epoch_*.pth``.

    Returns:
        Path | None: The one that ``last_checkpoint`` names if it is complete, else the complete one of the
        latest iteration or epoch.
    """
    work_dir = Path(work_dir)
    note = work_dir / 'last_checkpoint'
    named = [Path(note.read_text().strip())] if note.is_file() else []
    numbered = [path for path in work_dir.glob('*.pth') if re.fullmatch(r'(iter|epoch)_\d+', path.stem)]
    numbered.sort(key=lambda path: int(path.stem.rpartition('_')[2]), reverse=True)
    return next((path for path in [*named, *numbered] if _is_complete(path)), None)


def _is_complete(path):
    # a zip file's directory comes last, so that one which was cut off has none
    return path.is_file() and zipfile.is_zipfile(path)
