"""The one place for what the stock OpenMMLab packages need on today's PyTorch and NumPy.

Two settings about checkpoints, two about configs, and one about images:

- PyTorch 2.6 and later load checkpoints with ``weights_only=True``, which refuses every class that is not
  allow-listed.  The few that mmengine itself, or timm, writes next to the weights (log histories, NumPy arrays
  and scalars, a script's arguments) are allowed; none of them runs code of the file's choice when it is rebuilt.
  Where a script put its OmegaConf settings there, as that of GroupViT does, they are read as inert objects.
- mmengine leaves ``weights_only`` to PyTorch's default, which was False before 2.6, and PyTorch's own download
  function sets it to False.  Both of mmengine's ways to a file are replaced by :mod:`mmuvp.checkpoints.io`, so
  a stock ``Runner`` refuses a hostile file as well.
- mmengine looks up ``_base_ = 'package::...'`` in a table of the packages that it knows; mmuvp joins it.
- Where a config inherits another package's, such as ``mmpretrain::...``, mmengine notes the package as ``_scope_`` in
  every part with a type, and hands it to the function that collates batches, which does not know it.  The Runner
  leaves it out here.
- mmcv turns hues by adding to levels of 8 bits what may be negative, which NumPy 2 refuses to convert; so fails the
  stock ``ColorJitter`` with a hue.  mmcv is changed as it is imported, since importing mmuvp does not import it.
"""
import functools
import pickle
import sys
from argparse import Namespace
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

import numpy as np
import torch
from mmengine.config.utils import MODULE2PACKAGE
from mmengine.logging import HistoryBuffer
from mmengine.runner import Runner
from mmengine.runner import checkpoint as mmengine_checkpoint
from mmengine.runner.checkpoint import CheckpointLoader

from .checkpoints import io

PHOTOMETRIC = 'mmcv.image.photometric'
ARRAY_DTYPES = ('bool', 'uint8', 'int32', 'int64', 'float16', 'float32', 'float64', 'str')
# what pickled settings of OmegaConf refer to
OMEGACONF_CLASSES = (
    'base.ContainerMetadata', 'base.Metadata', 'dictconfig.DictConfig', 'listconfig.ListConfig',
    *(f'nodes.{kind}Node' for kind in ('Any', 'Boolean', 'Enum', 'Float', 'Integer', 'InterpolationResult', 'String')))
SETTINGS_TYPES = ('bool', 'dict', 'float', 'int', 'list', 'long', 'str', 'tuple')


class PickledSettings:
    """Stands in for the containers of OmegaConf, and for the types that they name: holds what they hold."""


def checkpoint_globals():
    """Return what a checkpoint of mmengine, or of timm, may refer to besides tensors and plain containers.

    Returns:
        list: Classes, and functions with the name under which a file refers to them.  Those of NumPy have two
        names, so that checkpoints travel between NumPy 1 and 2.
    """
    # training scripts in the manner of timm put their arguments into the file
    allowed = [HistoryBuffer, np.ndarray, np.dtype, Namespace]
    allowed += [type(np.dtype(name)) for name in ARRAY_DTYPES]
    allowed += [(function, name) for name, function in io.ARRAY_GLOBALS.items()]
    allowed += [(PickledSettings, f'omegaconf.{name}') for name in OMEGACONF_CLASSES]
    allowed += [(PickledSettings, f'{module}.{name}') for module in ('__builtin__', 'builtins')
                for name in SETTINGS_TYPES]
    allowed += [(PickledSettings, 'typing.Any'), (_empty_dict, 'collections.defaultdict')]
    return allowed + [(_statistics_method, name) for name in ('__builtin__.getattr', 'builtins.getattr')]


@functools.cache
def apply():
    """Apply every setting; calling it again changes nothing."""
    torch.serialization.add_safe_globals(checkpoint_globals())
    CheckpointLoader.register_scheme('', io.load_from_local, force=True)
    mmengine_checkpoint.load_url = io.load_url
    MODULE2PACKAGE['mmuvp'] = 'mmuvp'
    Runner.build_dataloader = staticmethod(_without_scope(Runner.build_dataloader))
    if PHOTOMETRIC in sys.modules:
        _turn_hues_both_ways(sys.modules[PHOTOMETRIC])
    else:
        sys.meta_path.insert(0, _PhotometricFinder())


def _empty_dict(default=None):
    """Stand in for ``defaultdict``, whose function for missing keys no file may choose."""
    return {}


def _statistics_method(owner, name):
    """Stand in for ``getattr``, with which pickle refers to the methods that a log history carries along."""
    if owner is not HistoryBuffer or name not in ('min', 'max', 'current', 'mean'):
        raise pickle.UnpicklingError('GLOBAL builtins.getattr')
    return getattr(HistoryBuffer, name)


def _without_scope(build_dataloader):
    @functools.wraps(build_dataloader)
    def build(dataloader, *args, **kwargs):
        if isinstance(dataloader, dict) and isinstance(dataloader.get('collate_fn'), dict):
            collate_fn = {key: value for key, value in dataloader['collate_fn'].items() if key != '_scope_'}
            dataloader = {**dataloader, 'collate_fn': collate_fn}
        return build_dataloader(dataloader, *args, **kwargs)

    return build


class _PhotometricFinder(MetaPathFinder):
    """Finds mmcv's module as usual, and changes it once it is imported."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname != PHOTOMETRIC:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            _turn_hues_both_ways(module)

        spec.loader.exec_module = exec_module
        return spec


class _Turn(float):
    """A share of the circle of hues, whose product with a number of levels is one of 8 bits."""

    def __mul__(self, levels):
        return int(super().__mul__(levels)) % 256


def _turn_hues_both_ways(photometric):
    turn = photometric.adjust_hue

    @functools.wraps(turn)
    def adjust_hue(img, hue_factor, backend=None):
        return turn(img, _Turn(hue_factor), backend)

    for owner in (photometric, *map(sys.modules.get, ('mmcv.image', 'mmcv'))):
        if hasattr(owner, 'adjust_hue'):
            owner.adjust_hue = adjust_hue
