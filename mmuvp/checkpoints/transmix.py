"""Converts published weights of the backbones that TransMix trains, each known by the names of its entries."""
from torch import Tensor

from . import cait, deit, pvt, xcit

# CaiT has the mark of DeiT, too
LAYOUTS = {'CaiT': cait, 'DeiT': deit, 'PVT': pvt, 'XCiT': xcit}


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert the published state dict of a classifier.

    Args:
        state_dict: entries as their authors release them, with or without the prefix ``module.``.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same backbone and size;
        without a head, if there was none, such as a provider of attention needs.

    Raises:
        ValueError: when the entries are of no known backbone, or one of them has no place here.
    """
    state_dict = {key.removeprefix('module.'): value for key, value in state_dict.items()}
    for layout in LAYOUTS.values():
        if layout.MARK in state_dict:
            return layout.convert(state_dict)
    wanted = ', '.join(f'{layout.MARK!r} ({name})' for name, layout in LAYOUTS.items())
    raise ValueError(f'not a published checkpoint that is known here: it has none of {wanted}')
