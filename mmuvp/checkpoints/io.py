"""Reading checkpoints without running what is in them, and loading them without losing what is not.

Every function raises :class:`CheckpointError` with one message that names the file.
"""
import codecs
import pickle
import re
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

try:
    from numpy._core import multiarray, numeric
except ImportError:  # NumPy 1
    from numpy.core import multiarray, numeric

# timm keeps the running mean of the weights, of which the figures of its users are, beside the last ones
WRAPPING_KEYS = ('state_dict_ema', 'state_dict', 'model', 'model_state_dict', 'net', 'teacher')
ARRAY_GLOBALS = {
    f'{module}.{function.__name__}': function
    for function in (multiarray._reconstruct, multiarray.scalar)
    for module in ('numpy.core.multiarray', 'numpy._core.multiarray')
}
PICKLE_GLOBALS = {
    **ARRAY_GLOBALS,
    'numpy.ndarray': np.ndarray,
    'numpy.dtype': np.dtype,
    'numpy.core.numeric._frombuffer': numeric._frombuffer,
    'numpy._core.numeric._frombuffer': numeric._frombuffer,
    'collections.OrderedDict': OrderedDict,
    '_codecs.encode': codecs.encode,
}


class CheckpointError(RuntimeError):
    """A checkpoint cannot be read, must not be read, or does not fit the model."""


def load(path, map_location='cpu'):
    """Read a checkpoint file of tensors, arrays and plain containers.

    Args:
        path (str | Path): A file written by ``torch.save``, or a ``.pkl`` file of NumPy arrays.
        map_location (str | torch.device | Callable): Where the tensors go, as in ``torch.load``.

    Returns:
        dict: What the file holds; arrays of a ``.pkl`` file come as tensors.

    Raises:
        CheckpointError: The file does not exist, is not a checkpoint, or refers to code.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise CheckpointError(f'checkpoint {path} does not exist')
    if path.suffix == '.pkl':
        return _load_arrays(path)
    return _guarded(lambda: torch.load(path, map_location=map_location, weights_only=True), path)


def load_from_local(filename, map_location=None):
    """Load a local file for mmengine's ``CheckpointLoader``; see :func:`load`."""
    return load(filename, map_location)


def load_url(url, **kwargs):
    """Download a checkpoint, or take it from the cache, and read it as :func:`load` does.

    Args:
        url (str): Address of the file.
        **kwargs: Further arguments of ``torch.hub.load_state_dict_from_url``.

    Returns:
        dict: What the file holds.

    Raises:
        CheckpointError: The file is not a checkpoint, or refers to code.
    """
    return _guarded(lambda: torch.hub.load_state_dict_from_url(url, weights_only=True, **kwargs), url)


def extract_weights(checkpoint, key=None):
    """Find the weights in a checkpoint.

    Args:
        checkpoint (dict): Weights, or a dict that holds them under one of its keys.
        key (str, optional): That key. By default the first of ``state_dict_ema``, ``state_dict``,
            ``model``, ``model_state_dict``, ``net`` and ``teacher`` that is there.

    Returns:
        OrderedDict[str, Tensor]: The weights, without the prefix ``module.`` that parallel training leaves.

    Raises:
        CheckpointError: There is no such key, or it does not hold weights.
    """
    if key is None:
        key = next((name for name in WRAPPING_KEYS if isinstance(checkpoint.get(name), dict)), None)
    elif key not in checkpoint:
        raise CheckpointError(f'the checkpoint has no key {key!r}; its keys are {_listing(checkpoint)}')
    weights = checkpoint if key is None else checkpoint[key]
    if not isinstance(weights, dict):
        raise CheckpointError(f'the key {key!r} of the checkpoint holds a {type(weights).__name__}, not weights')
    weights = {name: value for name, value in weights.items() if isinstance(value, torch.Tensor)}
    if not weights:
        raise CheckpointError(f'no weights found; the keys of the checkpoint are {_listing(checkpoint)}')
    return OrderedDict((name.removeprefix('module.'), value) for name, value in weights.items())


def join_weights(checkpoint, keys):
    """Gather the weights that a checkpoint holds under several keys.

    Args:
        checkpoint (dict): A dict of weights by key.
        keys (Sequence[str]): Those that are wanted.

    Returns:
        OrderedDict[str, Tensor]: Names are ``key.name``; see :func:`extract_weights`.

    Raises:
        CheckpointError: There is no such key, or it does not hold weights.
    """
    return OrderedDict((f'{key}.{name}', value) for key in keys
                       for name, value in extract_weights(checkpoint, key).items())


def load_weights(model, weights, source, optional=()):
    """Load weights into a model and insist that they fit.

    Args:
        model (nn.Module): The model to fill, in place.
        weights (dict[str, Tensor]): Its weights.
        source (str | Path): Where they come from, for the message.
        optional (Sequence[str]): Prefixes of keys that either side may lack.

    Raises:
        CheckpointError: A shape differs, or a key is missing or unknown.
    """
    try:
        result = model.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise CheckpointError('\n  '.join([f'{source} is of another model:', *_mismatches(error)])) from None
    # counters that no computation with a fixed momentum reads, absent from checkpoints of early PyTorch
    missing = [key for key in result.missing_keys if not key.endswith('num_batches_tracked')]
    problems = []
    for title, keys in (('it lacks', missing), ('the model lacks', result.unexpected_keys)):
        keys = [key for key in keys if not key.startswith(tuple(optional))]
        if keys:
            problems.append(f'{title} {_listing(keys)}')
    if problems:
        raise CheckpointError('\n  '.join([f'{source} is of another model:', *problems]))


class PlainUnpickler(pickle.Unpickler):
    """Unpickles numbers, strings and plain containers and nothing else."""

    allowed = {}

    def find_class(self, module, name):
        try:
            return self.allowed[f'{module}.{name}']
        except KeyError:
            raise pickle.UnpicklingError(f'GLOBAL {module}.{name}') from None


class ArrayUnpickler(PlainUnpickler):
    """Unpickles NumPy arrays as well."""

    allowed = PICKLE_GLOBALS


def _load_arrays(path):
    with path.open('rb') as file:
        return _to_tensors(_guarded(ArrayUnpickler(file, encoding='latin1').load, path))


def _to_tensors(value):
    if isinstance(value, dict):
        return {key: _to_tensors(item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in 'biuf':
        return torch.from_numpy(value.copy())
    return value


def _guarded(read, source):
    """Read a dict, or tell in one message why that cannot be done."""
    try:
        content = read()
    except pickle.UnpicklingError as error:
        name = re.search(r'GLOBAL\s+([\w.]+)', str(error))
        if name is None:
            raise CheckpointError(f'{source} is not a checkpoint: {str(error).splitlines()[0]}') from None
        raise CheckpointError(
            f'{source} was not loaded: it refers to {name[1]}, and a checkpoint may hold weights and plain '
            'data only. If you trust its source, save the weights alone to a new file.') from None
    except (EOFError, RuntimeError, ValueError, KeyError, AttributeError, IndexError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise CheckpointError(f'{source} is not a readable checkpoint: {reason}') from None
    if not isinstance(content, dict):
        raise CheckpointError(f'{source} is not a checkpoint: it holds a {type(content).__name__}, not a dict')
    return content


def _mismatches(error, limit=8):
    shapes = re.findall(r'size mismatch for (\S+): .*?Size\((.*?)\).*?Size\((.*?)\)', str(error))
    if not shapes:
        return str(error).splitlines()
    more = [f'and {len(shapes) - limit} more shapes differ'] if len(shapes) > limit else []
    return [f'{key} has shape {theirs} in the checkpoint and {ours} in the model'
            for key, theirs, ours in shapes[:limit]] + more


def _listing(keys, limit=8):
    keys = [str(key) for key in keys]
    more = f' and {len(keys) - limit} more' if len(keys) > limit else ''
    return ', '.join(keys[:limit]) + more
