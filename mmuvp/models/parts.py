"""Sub-parts of models, given as configs or as modules."""
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
