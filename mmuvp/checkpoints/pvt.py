"""Converts the weights of the authors' release of PVT, first version: classifiers of any depth."""
import math

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RULES: list[Rule] = [
    (r'^cls_token$', 'backbone.cls_token'),
    (r'^norm\.', 'backbone.norm.'),
    (r'^head\.', 'head.fc.'),
    (r'^pos_embed(\d)$', lambda m: f'backbone.stages.{int(m[1]) - 1}.pos_embed'),
    (r'^patch_embed(\d)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.patch_embed.'),
    (r'^block(\d)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.blocks.'),
    (r'\.patch_embed\.proj\.', '.patch_embed.projection.'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
]
# the entry by which a checkpoint is known
MARK = 'pos_embed4'


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict.

    Args:
        state_dict: entries of the published checkpoint.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same size.

    Raises:
        ValueError: when an entry has no place here, or a table of positions is not square.
    """
    weights = {apply_rules(key, RULES, ('backbone.', 'head.'), 'PVT'): value for key, value in state_dict.items()}
    last = 'backbone.stages.3.pos_embed'
    if last in weights:
        weights['backbone.cls_pos_embed'], weights[last] = weights[last].split((1, weights[last].shape[1] - 1), dim=1)
    return {key: as_map(key, value) if key.endswith('.pos_embed') else value for key, value in weights.items()}


def as_map(key: str, positions: Tensor) -> Tensor:
    """Table ``(1, C, h, w)`` of a square grid, from one of its rows after another, ``(1, h * w, C)``."""
    side = math.isqrt(positions.shape[1])
    if side ** 2 != positions.shape[1]:
        raise ValueError(f'{key!r} has {positions.shape[1]} positions, which make no square')
    return positions.transpose(1, 2).unflatten(2, (side, side)).contiguous()
