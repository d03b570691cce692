"""Checkpoints for others: what inference needs and nothing else."""
import hashlib
import io
from pathlib import Path

import torch

from ..checkpoints import load
from ..version import __version__
from .model import get_model

META_KEYS = ('dataset_meta', 'epoch', 'iter', 'seed', 'time')


def publish(config, checkpoint, destination):
    """Write the weights that inference needs, without the state of the optimizer and the training-only parts.

    Args:
        config (str | Path | Config): What :func:`mmuvp.get_model` takes.
        checkpoint (str | Path): Checkpoint of a training run.
        destination (str | Path): Name of the new file, such as ``remax_r50_coco.pth``; the first eight digits
            of the SHA-256 of its content are added to it.

    Returns:
        Path: The file.

    Raises:
        ConfigError: There is no such config.
        CheckpointError: The checkpoint cannot be read or is of another model.
    """
    model = get_model(config, checkpoint, inference=True)
    meta = {key: value for key, value in load(checkpoint).get('meta', {}).items() if key in META_KEYS}
    meta.update(cfg=model.cfg.pretty_text, mmuvp_version=__version__)
    content = io.BytesIO()
    torch.save({'meta': meta, 'state_dict': model.state_dict()}, content)
    digest = hashlib.sha256(content.getbuffer()).hexdigest()[:8]
    path = Path(destination)
    path = path.with_name(f'{path.stem}-{digest}{path.suffix or ".pth"}')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getbuffer())
    return path
