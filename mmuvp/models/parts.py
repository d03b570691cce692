"""Sub-parts of models, given as configs or as modules."""
from collections.abc import Iterable

from torch import nn

from mmuvp.registry import MODELS

Part = dict | nn.Module


def build_part(part: Part | None, **defaults) -> nn.Module | None:
    """Build a part from its config.

    Args:
        part: config, or a module, or None.
        **defaults: what the config does not say.

    Returns:
        The part; a module, and None, as they are.
    """
    if part is None or isinstance(part, nn.Module):
        return part
    return MODELS.build({**defaults, **part})


def complete_settings(given: dict | None, required: Iterable[str], defaults: dict, name: str = 'test_cfg') -> dict:
    """Complete a ``test_cfg`` or another dict of settings.

    Args:
        given: settings of the user.
        required: those that have no default.
        defaults: those that have one.
        name: of the dict, for messages.

    Returns:
        All settings.

    Raises:
        ValueError: on an unknown or a missing key.
    """
    given = dict(given or {})
    if missing := set(required) - given.keys():
        raise ValueError(f'{name} lacks {sorted(missing)}')
    if unknown := given.keys() - defaults.keys() - set(required):
        raise ValueError(f'{name} has unknown keys {sorted(unknown)}; known are {sorted((*required, *defaults))}')
    return {**defaults, **given}
