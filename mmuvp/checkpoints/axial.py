"""Converts the weights of the authors' PyTorch release of Axial-DeepLab: Axial-ResNets that classify images."""
import re

import torch
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RULES: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^conv1\.', 'backbone.stem.0.conv.'),
    (r'^bn1\.', 'backbone.stem.0.bn.'),
    (r'^fc\.', 'head.fc.'),
    (r'^layer(\d)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.'),
    (r'\.conv_down\.', '.squeeze.conv.'),
    (r'\.bn1\.', '.squeeze.bn.'),
    (r'\.conv_up\.', '.expand.conv.'),
    (r'\.bn2\.', '.expand.bn.'),
    (r'\.downsample\.0\.', '.shortcut.conv.'),
    (r'\.downsample\.1\.', '.shortcut.bn.'),
    (r'\.hight_block\.', '.attention.height_axis.'),
    (r'\.width_block\.', '.attention.width_axis.'),
    (r'\.qkv_transform\.', '.qkv.'),
    (r'\.bn_qkv\.', '.qkv_norm.'),
    (r'\.bn_similarity\.', '.similarity_norm.'),
    (r'\.bn_output\.', '.output_norm.'),
)]
NUM_HEADS = 8
REQUIRED = ('conv1.weight', 'layer1.0.hight_block.relative', 'fc.weight')


def rename(key: str) -> str:
    """The name of one published entry in ``mmpretrain.ImageClassifier``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'head.'), 'Axial-ResNet')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict, of any depth and width.

    Args:
        state_dict: entries of the published checkpoint's ``net``, with or without the prefix ``module.``.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same size.

    Raises:
        ValueError: when an entry has no place here, one that every such network has is missing, or the channels
            of an attention layer are not those of 8 heads.
    """
    state_dict = {key.removeprefix('module.'): value for key, value in state_dict.items()}
    for key in REQUIRED:
        if key not in state_dict:
            raise ValueError(f'not a published Axial-ResNet checkpoint: it has no {key!r}')
    converted = {}
    for key, value in state_dict.items():
        if key.endswith('.flatten_index'):
            continue  # positions of the published table; here they follow from the size of the map
        if key.endswith('.relative'):
            converted.update(split_table(rename(key).removesuffix('relative'), value))
            continue
        name = rename(key)
        if '.qkv.' in name or '.qkv_norm.' in name:
            value = order_projection(key, value)
        if name.endswith('.qkv.weight'):
            value = value.unsqueeze(-1)
        converted[name] = order_output(value) if '.output_norm.' in name else value
    return converted


def split_table(prefix: str, table: Tensor) -> dict[str, Tensor]:
    """Tables of query, key and value from the published one ``(2 * depth, positions)``.

    Here all count from the key's position minus the query's; so does the key's part there, the others are mirrored.
    """
    quarter = len(table) // 4
    query, key, value = table.T.split((quarter, quarter, 2 * quarter), dim=1)
    return {f'{prefix}query_position.weight': query.flip(0), f'{prefix}key_position.weight': key.contiguous(),
            f'{prefix}value_position.weight': value.flip(0)}


def order_projection(key: str, value: Tensor) -> Tensor:
    """Channels of all queries, all keys, then all values, from those of a head after those of another."""
    if value.dim() == 0:
        return value
    if len(value) % (4 * NUM_HEADS):
        raise ValueError(f'{key!r} has {len(value)} channels, which are not those of {NUM_HEADS} heads')
    heads = value.unflatten(0, (NUM_HEADS, -1))
    quarter = heads.shape[1] // 4
    return torch.cat([part.flatten(0, 1) for part in heads.split((quarter, quarter, 2 * quarter), dim=1)])


def order_output(value: Tensor) -> Tensor:
    """Channels of all values, then of all their positions, from values and positions in turn."""
    return value if value.dim() == 0 else value.unflatten(0, (-1, 2)).T.flatten()
