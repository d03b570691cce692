"""The layout of DeiT's published weights: those of timm, plain and distilled; DINO's are the same without a head."""
import re

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

MARK = 'pos_embed'
RULES: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^(cls_token|dist_token|pos_embed|patch_embed)', r'backbone.\1'),
    (r'\.proj\.(?=weight$|bias$)', '.projection.'),
    (r'\.attn\.projection\.', '.attn.proj.'),
    (r'^blocks\.', 'backbone.layers.'),
    (r'\.norm([12])\.', r'.ln\1.'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
    (r'^norm\.', 'backbone.ln1.'),
    (r'^(head|head_dist)\.', r'head.layers.\1.'),
)]


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename the entries for a classifier of a stock vision transformer.

    Raises:
        ValueError: when an entry has no place there.
    """
    return {apply_rules(key, RULES, ('backbone.', 'head.'), 'DeiT'): value for key, value in state_dict.items()}
