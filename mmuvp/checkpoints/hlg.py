"""Converts checkpoints of HLG's published code: classifiers and dense backbones."""
import re

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules


def _renumber(pattern: str, target: str, offset: int) -> Rule:
    """A rule that replaces a number by another, ``{}`` in the target."""
    return re.compile(pattern), lambda match: target.format(int(match[1]) + offset)


RULES: list[Rule] = [
    *((re.compile(pattern), target) for pattern, target in (
        (r'^s0_conv\.0\.', 'backbone.stem.'),
        (r'^norm\.', 'backbone.norms.3.'),
        (r'^norm_out_(\d)\.', r'backbone.norms.\1.'),
        (r'^head\.', 'head.fc.'),
        (r'\.mlp\.fc1\.', '.mlp.0.'),
        (r'\.mlp\.norm1\.', '.mlp.1.'),
        (r'\.mlp\.fc2\.', '.mlp.3.'),
        (r'\.mlp\.norm2\.', '.mlp.4.'),
        (r'\.mlp\.fc3\.', '.mlp.6.'),
        (r'\.down_proj\.proj\.', '.shortcut.'),
        (r'\.norm2\.', '.norm.'),
        # in the last stage norm1 follows the attention, and there is no other
        (r'^(block4\.\d+\.)norm1\.', r'\1attention.norm.'),
        (r'^(block4\.\d+\.)pos_global\.', r'\1attention.bias.'),
        (r'\.norm0\.', '.attention.norm.'),
        (r'\.norm1\.', '.attention.local_norm.'),
        (r'\.h0_norm\.', '.attention.window_norm.'),
        (r'\.aux_q\.', '.attention.query_conv.'),
        (r'\.spatial_smooth\.0\.', '.attention.smoothing.'),
        (r'\.pos_(local|global)\.', r'.attention.\1_bias.'),
        (r'\.pos_proj\.', '.embedding.'),
        (r'\.q\.', '.attention.attention.query.'),
        (r'\.k\.', '.attention.attention.key.'),
        (r'\.v\.', '.attention.attention.value.'),
        (r'\.global_attn\.proj\.', '.attention.attention.projection.'),
    )),
    _renumber(r'^s0_conv\.1\.(\d)', 'backbone.stem.{}', 3),
    _renumber(r'\.pos(\d)\.', '.layers.{}.', -1),
    _renumber(r'^block(\d)\.', 'backbone.stages.{}.', -1),
]
REQUIRED = 's0_conv.0.0.weight'


def rename(key: str) -> str:
    """The name of one published entry in ``mmpretrain.ImageClassifier``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'head.'), 'HLG')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict, of any size.

    Args:
        state_dict: entries of a classifier, or of a dense backbone alone, which has norms after all stages.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the same size with ``stem_kernel=3``, as
        published; of a dense backbone, its entries with the prefix ``backbone.``.  A classifier's mean the same with
        ``window_position='published'``; the published dense backbones read biases from other offsets.

    Raises:
        ValueError: when an entry has no place here, or it is no checkpoint of HLG.
    """
    if REQUIRED not in state_dict:
        raise ValueError(f'not a published HLG checkpoint: it has no {REQUIRED!r}')
    return {rename(key): value for key, value in state_dict.items()}
