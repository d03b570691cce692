"""Converts the weights of the authors' release of PS-ViT.

Its files hold the last weights, ``state_dict``, and their running mean, ``state_dict_ema``, which was validated and
by which the files were chosen: :func:`mmuvp.checkpoints.extract_weights` takes the latter unless told otherwise.
"""
import re

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RULES: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^cls_token$', 'backbone.cls_token'),
    (r'^stem\.0\.', 'backbone.stem.0.conv.'),
    (r'^stem\.1\.', 'backbone.stem.0.bn.'),
    (r'^stem\.([45])\.', lambda m: f'backbone.stem.{int(m[1]) - 2}.0.'),
    (r'^(ps_layers\.\d+\.position_layer|pos_layer)\.', 'backbone.sampling.position.'),
    (r'^ps_layers\.(\d+)\.offset_layer\.', r'backbone.sampling.offsets.\1.'),
    (r'^ps_layers\.(\d+)\.transformer_layer\.', r'backbone.sampling.layers.\1.'),
    (r'^trans_layers\.', 'backbone.layers.'),
    (r'^norm\.', 'backbone.norm.'),
    (r'^head\.', 'head.layers.head.'),
    (r'(\.layers\.\d+)\.norm', r'\1.ln'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
)]
REQUIRED = ('cls_token', 'pos_layer.weight', 'ps_layers.0.transformer_layer.attn.qkv.weight', 'head.weight')
GRID = 'point_coord'


def rename(key: str) -> str:
    """The name of one published entry in ``mmpretrain.ImageClassifier``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'head.'), 'PS-ViT')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict, of any size and number of iterations.

    No weight depends on the number of samples or on their order, column by column there and row by row here.

    Args:
        state_dict: published entries; each sampling layer has a copy of the one position layer.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same size.

    Raises:
        ValueError: when an entry has no place here, or one that every such network has is missing.
    """
    for key in REQUIRED:
        if key not in state_dict:
            raise ValueError(f'not a published PS-ViT checkpoint: it has no {key!r}')
    return {rename(key): value for key, value in state_dict.items() if key != GRID}
