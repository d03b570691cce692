"""Converts the published weights of Visual Parser: classifiers and detectors."""
import re

from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RULES: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^rpn_tokens$', 'backbone.parts'),
    (r'^conv1\.', 'backbone.stem.0.conv.'),
    (r'^norm1\.', 'backbone.stem.0.bn.'),
    (r'^last_linear\.', 'neck.projection.conv.'),
    (r'^last_norm\.', 'neck.projection.bn.'),
    (r'^last_fc\.', 'head.fc.'),
    (r'^trans_norm_(\d)\.', r'backbone.norms.\1.'),
    (r'^layer_(\d)\.', r'backbone.stages.\1.'),
    (r'\.rpn_qpos$', '.query_position'),
    (r'\.rpn_kpos$', '.key_position'),
    (r'\.proj\.to_token\.', '.downsample.'),
    (r'\.proj\.proj\.', '.expand.'),
    (r'\.proj_norm\.', '.norm.'),
    (r'\.proj_token\.0\.', '.part_count.'),
    (r'\.proj_token\.1\.', '.part_expand.0.'),
    (r'\.proj_token\.2\.', '.part_expand.1.'),
    (r'\.last_enc\.', '.last_encoder.'),
    (r'\.blocks\.(\d+)\.encoder\.', r'.encoders.\1.'),
    (r'\.blocks\.(\d+)\.decoder\.rel_pos\.rel_emb_h$', r'.decoders.\1.window_attention.position.rows'),
    (r'\.blocks\.(\d+)\.decoder\.rel_pos\.rel_emb_w$', r'.decoders.\1.window_attention.position.columns'),
    (r'\.blocks\.(\d+)\.decoder\.', r'.decoders.\1.'),
    (r'\.enc_attn\.', '.attention.'),
    (r'\.attn1\.', '.part_attention.'),
    (r'\.attn2\.', '.window_attention.'),
    (r'\.norm_q\.', '.query_norm.'),
    (r'\.norm_k\.', '.key_norm.'),
    (r'\.norm_v\.', '.value_norm.'),
    (r'\.to_q\.', '.query.'),
    (r'\.to_k\.', '.key.'),
    (r'\.to_v\.', '.value.'),
    (r'(attention)\.proj\.', r'\1.projection.'),
    (r'\.reason\.norm\.', '.reasoning.norm.'),
    (r'\.reason\.linear\.', '.reasoning.combination.'),
    (r'\.enc_ffn\.', '.mlp.'),
    (r'\.ffn1\.', '.part_mlp.'),
    (r'\.ffn2\.', '.window_mlp.'),
    (r'(mlp)\.norm\.', r'\1.0.'),
    (r'(mlp)\.fc1\.', r'\1.1.'),
    (r'(mlp)\.fc2\.', r'\1.3.'),
)]
REQUIRED = ('rpn_tokens', 'conv1.weight', 'layer_0.rpn_qpos')
POSITIONS = ('.query_position', '.key_position')
DETECTOR_PARTS = ('neck.', 'rpn_head.', 'roi_head.', 'bbox_head.')


def rename(key: str) -> str:
    """The name of one published entry of a classifier, or of a backbone, in ``mmpretrain.ImageClassifier``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'neck.', 'head.'), 'ViP')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict, of any size.

    Args:
        state_dict: entries of a published classifier, of a detector, or of a detector's backbone alone.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier, or the detector, of the config of the same
        size; of a backbone alone, those with the prefix ``backbone.``.

    Raises:
        ValueError: when an entry has no place here, or one that every such network has is missing.
    """
    prefix = 'backbone.' if 'backbone.rpn_tokens' in state_dict else ''
    for key in REQUIRED:
        if prefix + key not in state_dict:
            raise ValueError(f'not a published ViP checkpoint: it has no {key!r}')
    # RetinaNet does not use the map of stride 4
    is_retinanet = any(key.startswith('bbox_head.') for key in state_dict)
    converted = {}
    for key, value in state_dict.items():
        if prefix and key.startswith(DETECTOR_PARTS):
            converted[key] = value
            continue
        name = rename(key.removeprefix(prefix))
        if is_retinanet and name.startswith('backbone.norms.0.'):
            continue
        if name == 'backbone.parts':
            value = value.squeeze(0)
        elif name.endswith(POSITIONS):
            value = value.squeeze(2).squeeze(0)
        converted[name] = value
    return converted
