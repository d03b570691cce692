"""The layout of CaiT's published weights."""
import re

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

MARK = 'blocks_token_only.0.gamma_1'
RULES: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^patch_embed\.proj\.', 'patch_embed.projection.'),
    (r'^blocks_token_only\.', 'class_blocks.'),
    (r'\.gamma_([12])$', r'.gamma\1'),
    (r'\.proj_l\.', '.mix_logits.'),
    (r'\.proj_w\.', '.mix_weights.'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
    (r'^head\.', 'head.layers.head.'),
    (r'^(cls_token|pos_embed|patch_embed|blocks|class_blocks|norm)(?=\.|$)', r'backbone.\1'),
)]


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename the entries for a classifier of :class:`mmuvp.CaiT`.

    Raises:
        ValueError: when an entry has no place there.
    """
    return {apply_rules(key, RULES, ('backbone.', 'head.'), 'CaiT'): value for key, value in state_dict.items()}
