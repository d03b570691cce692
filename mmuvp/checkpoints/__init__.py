"""Checkpoints: safe reading, and conversion of published weights with one module a family."""
import importlib
import pkgutil

from .io import CheckpointError, extract_weights, join_weights, load, load_weights

# layouts that 'transmix' knows, and what the families share
NO_FAMILIES = ('cait', 'deit', 'io', 'pvt', 'renaming', 'swin', 'xcit')

__all__ = ['CheckpointError', 'convert', 'extract_weights', 'families', 'join_weights', 'load',
           'load_weights', 'revert']


def families():
    """Return the names of the families whose published weights can be converted, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in NO_FAMILIES)


def convert(family, state_dict, **kwargs):
    """Rename and reshape published weights for the model of this package.

    Args:
        family (str): One of :func:`families`.
        state_dict (dict[str, Tensor]): The authors' weights.
        **kwargs: Options of the family, see its module.

    Returns:
        dict[str, Tensor]: Weights that load with ``strict=True`` into the family's models.

    Raises:
        ValueError: The family is unknown.
    """
    return _module(family).convert(state_dict, **kwargs)


def revert(family, state_dict):
    """Put weights of this package into the layout in which their authors publish them.

    Args:
        family (str): One of :func:`families`.
        state_dict (dict[str, Tensor]): Weights of one of the family's models.

    Returns:
        dict: The content of a file of the authors.

    Raises:
        ValueError: The family is unknown, or only converted one way.
    """
    module = _module(family)
    if not hasattr(module, 'revert'):
        raise ValueError(f'weights of {family} are converted from the published layout, not back')
    return module.revert(state_dict)


def _module(family):
    if family not in families():
        raise ValueError(f'unknown family {family!r}; known are {", ".join(families())}')
    return importlib.import_module(f'{__name__}.{family}')
