"""Checkpoints: safe reading, and conversion of published weights with one module a family."""
import importlib
import pkgutil

from .io import CheckpointError, extract_weights, load, load_weights

# layouts that 'transmix' knows, and what the families share
NO_FAMILIES = ('cait', 'deit', 'io', 'pvt', 'renaming', 'xcit')

__all__ = ['CheckpointError', 'convert', 'extract_weights', 'families', 'load', 'load_weights']


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
    if family not in families():
        raise ValueError(f'unknown family {family!r}; known are {", ".join(families())}')
    return importlib.import_module(f'{__name__}.{family}').convert(state_dict, **kwargs)
