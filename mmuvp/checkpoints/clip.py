"""Reads the weights of a CLIP from any file in which they are published or that is written here."""
import zipfile
from pathlib import Path

import torch
from torch import Tensor

from . import io

# what OpenAI's archives hold beside the weights
OPENAI_SCALARS = ('input_resolution', 'context_length', 'vocab_size')
ANCHOR = 'visual.conv1.weight'


def read_clip(path: str | Path) -> tuple[dict[str, Tensor], bool]:
    """Read the weights of a CLIP whose image network is a vision transformer.

    Args:
        path: OpenAI's TorchScript archive, a state dict or a checkpoint of open_clip (``.safetensors`` too), or a
            checkpoint of mmengine that holds such a network under any prefix.

    Returns:
        The weights by their names in ``open_clip.CLIP``, in float32, and whether they are OpenAI's archive.

    Raises:
        CheckpointError: the file does not exist, cannot be read, or holds no such network.
    """
    path = Path(path).expanduser()
    weights = _read(path)
    anchors = sorted((key for key in weights if key == ANCHOR or key.endswith(f'.{ANCHOR}')), key=len)
    if not anchors:
        raise io.CheckpointError(f'{path} holds no CLIP with a vision transformer: it has no {ANCHOR!r}')
    prefix = anchors[0].removesuffix(ANCHOR)
    weights = {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}
    by_openai = all(key in weights for key in OPENAI_SCALARS)
    weights = {key: value.float() for key, value in weights.items() if key not in OPENAI_SCALARS}
    return weights, by_openai


def _read(path: Path) -> dict[str, Tensor]:
    if path.is_file() and _is_torchscript(path):
        return dict(torch.jit.load(str(path), map_location='cpu').state_dict())
    if path.is_file() and path.suffix == '.safetensors':
        return _read_safetensors(path)
    return io.extract_weights(io.load(path))


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file
    try:
        return load_file(path)
    except SafetensorError as error:
        raise io.CheckpointError(f'{path} is not a readable checkpoint: {error}') from None


def _is_torchscript(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith('/constants.pkl') for name in archive.namelist())
