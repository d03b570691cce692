"""Reads the weights of a CLIP from any file in which they are published or that is written here, and converts them.

``mmuvp.CLIP`` holds a network of `open_clip`, so its weights have the names that they have there, after a prefix.
"""
import zipfile
from pathlib import Path

import torch
from torch import Tensor

from . import io

# what OpenAI's archives hold beside the weights
OPENAI_SCALARS = ('input_resolution', 'context_length', 'vocab_size')
ANCHOR = 'visual.conv1.weight'
PREFIX = 'clip.'
PARTS = ('visual.', 'transformer.', 'token_embedding.', 'positional_embedding', 'ln_final.', 'text_projection',
         'logit_scale')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert published weights.

    Args:
        state_dict: of OpenAI's archives, in half precision and with three numbers that are no weights; of
            `open_clip`; or of ``mmuvp.CLIP``.

    Returns:
        A state dict in float32 that loads with ``strict=True`` into ``mmuvp.CLIP``.

    Raises:
        ValueError: when an entry has no place in a CLIP, or there is no vision transformer.
    """
    weights = {key.removeprefix(PREFIX): value for key, value in state_dict.items() if key not in OPENAI_SCALARS}
    for key in weights:
        if not key.startswith(PARTS):
            raise ValueError(f'{key!r} is no entry of a published CLIP checkpoint')
    if ANCHOR not in weights:
        raise ValueError(f'there is no CLIP with a vision transformer: {ANCHOR!r} is missing')
    return {f'{PREFIX}{key}': value.float() for key, value in weights.items()}


def revert(state_dict: dict[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    """Put the weights of ``mmuvp.CLIP`` into the layout that `open_clip` loads from a file.

    Args:
        state_dict: of ``mmuvp.CLIP``.

    Returns:
        The weights, under the key ``state_dict``.
    """
    return {'state_dict': {key.removeprefix(PREFIX): value for key, value in convert(state_dict).items()}}


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
