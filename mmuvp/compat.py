"""The one place for what the stock OpenMMLab packages need on today's PyTorch and NumPy.

Two settings, both about checkpoints:

- PyTorch 2.6 and later load checkpoints with ``weights_only=True``, which refuses every class that is not
  allow-listed.  The few that mmengine itself writes next to the weights (log histories, NumPy arrays and
  scalars) are allowed; none of them runs code when it is rebuilt.
- mmengine leaves ``weights_only`` to PyTorch's default, and sets it to False for downloads.  Its loaders are
  replaced by :func:`mmuvp.checkpoints.load`, so a stock ``Runner`` refuses a hostile file as well.
"""
import functools

import numpy as np
import torch
from mmengine.logging import HistoryBuffer
from mmengine.runner import checkpoint as mmengine_checkpoint
from mmengine.runner.checkpoint import CheckpointLoader

from .checkpoints import io

ARRAY_DTYPES = ('bool', 'uint8', 'int32', 'int64', 'float16', 'float32', 'float64', 'str')


def checkpoint_globals():
    """Return what a checkpoint of mmengine may refer to besides tensors and plain containers.

    Returns:
        list: Classes and functions, each also under the module name of the other major version of NumPy, so
        that checkpoints travel between the two.
    """
    allowed = [HistoryBuffer, np.ndarray, np.dtype]
    allowed += [type(np.dtype(name)) for name in ARRAY_DTYPES]
    return allowed + [(function, name) for name, function in io.ARRAY_GLOBALS.items()]


@functools.cache
def apply():
    """Apply every setting; calling it again changes nothing."""
    torch.serialization.add_safe_globals(checkpoint_globals())
    CheckpointLoader.register_scheme('', io.load_from_local, force=True)
    mmengine_checkpoint.load_url = io.load_url
