"""Converts weights that iBOT's authors published, of ViT and Swin, into those of ``mmuvp.IBOT``, and back.

What is known:

- a whole training file, whose parts ``student``, ``teacher`` and ``ibot_loss`` are joined by these names
  (:func:`mmuvp.checkpoints.join_weights`, or ``--key student teacher ibot_loss`` of the tool): gives the algorithm;
- one of its networks, ``backbone.*`` and ``head.*``: gives ``backbone.*`` and ``neck.*``;
- a backbone alone: gives ``backbone.*``;
- a checkpoint of ``mmuvp.IBOT``, of which a ``part`` is wanted.
"""
import re

import torch
from torch import Tensor

from . import deit
from .renaming import Rule, rename
from .swin import merge_order, swin_rules, unmerge_order

PARTS = ('student', 'teacher')
SYSTEM = 'iBOT'
OWN_MARK = 'head.class_center'
MLP_KEY = re.compile(r'head\.mlp\.(\d+)\.(\w+)')
VIT_RULES: list[Rule] = [(r'^masked_embed$', 'backbone.mask_token'), *deit.RULES]
SWIN_RULES = swin_rules(number_of_stages=4)
CENTERS = {'center': 'head.class_center', 'center2': 'head.patch_center'}
# in the order in which they are applied
VIT_BACK: list[Rule] = [(r'^mask_token$', 'masked_embed'), (r'^layers\.', 'blocks.'), (r'^ln1\.', 'norm.'),
                        (r'\.ln([12])\.', r'.norm\1.'), (r'\.ffn\.layers\.0\.0\.', '.mlp.fc1.'),
                        (r'\.ffn\.layers\.1\.', '.mlp.fc2.'), (r'patch_embed\.projection\.', 'patch_embed.proj.')]
SWIN_BACK: list[Rule] = [(r'^mask_token$', 'masked_embed'), (r'^stages\.', 'layers.'), (r'^norm3\.', 'norm.'),
                         (r'\.attn\.w_msa\.', '.attn.'), (r'\.ffn\.layers\.0\.0\.', '.mlp.fc1.'),
                         (r'\.ffn\.layers\.1\.', '.mlp.fc2.'), (r'patch_embed\.projection\.', 'patch_embed.proj.')]


def convert(state_dict: dict[str, Tensor], part: str | None = None) -> dict[str, Tensor]:
    """Convert published weights.

    Args:
        state_dict: see the module.
        part: ``'teacher'`` or ``'student'`` for that network alone, as ``backbone.*`` and ``neck.*``; None for all.

    Returns:
        A state dict that loads with ``strict=True``, a student's backbone where there is a mask token.

    Raises:
        ValueError: on an unknown part, one that is not there, and entries that have no place here.
    """
    if part not in (None, *PARTS):
        raise ValueError(f'part must be one of {", ".join(PARTS)}, not {part!r}')
    converted = dict(state_dict) if OWN_MARK in state_dict else _convert(state_dict)
    return converted if part is None else _network(converted, part)


def revert(state_dict: dict[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    """Put the weights of ``mmuvp.IBOT`` into the layout of the published training files.

    Args:
        state_dict: of the algorithm, of one of its networks, or of a backbone as ``backbone.*``.

    Returns:
        ``student``, ``teacher`` and ``ibot_loss`` by name; of a network or a backbone alone, ``state_dict``.

    Raises:
        ValueError: when the two heads share some of the MLP's layers only, which that layout cannot tell.
    """
    if OWN_MARK not in state_dict:
        if any(key.startswith('neck.') for key in state_dict):
            return {'state_dict': _revert_network(state_dict)}
        return {'state_dict': _revert_backbone(_under('backbone.', state_dict))}
    loss = {old: state_dict[new] for old, new in CENTERS.items()}
    return {
        'student': {f'module.{key}': value for key, value in _revert_network(state_dict).items()},
        'teacher': _revert_network(_under('teacher.', state_dict)),
        'ibot_loss': {'center': loss['center'][None], 'center2': loss['center2'][None, None]}}


def _convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    if not any(key.startswith(('student.', 'teacher.')) for key in state_dict):
        if any(key.startswith('backbone.') for key in state_dict):
            return _convert_network(state_dict)
        return _convert_backbone(state_dict)
    student, teacher, loss = (_under(f'{name}.', state_dict) for name in ('student', 'teacher', 'ibot_loss'))
    known = len(student) + len(teacher) + len(loss)
    if known != len(state_dict):
        raise ValueError(f'only entries of student, teacher and ibot_loss are known, and {len(state_dict) - known} '
                         'are of none of them')
    centers = {new: loss[old].flatten() for old, new in CENTERS.items() if old in loss}
    teacher = {f'teacher.{key}': value for key, value in _convert_network(teacher).items()}
    return {**_convert_network(student), **teacher, **centers}


def _convert_network(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    state_dict = {key.removeprefix('module.'): value for key, value in state_dict.items()}
    return {**_convert_backbone(_under('backbone.', state_dict)), **_convert_head(
        {key: value for key, value in state_dict.items() if not key.startswith('backbone.')})}


def _convert_backbone(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    is_swin = any('.downsample.' in key for key in state_dict)
    rules = SWIN_RULES if is_swin else VIT_RULES
    # masks of the windows are computed
    return {rename(key, rules, ('backbone.', ), SYSTEM): merge_order(key, value) if is_swin else value
            for key, value in state_dict.items() if not key.endswith('attn_mask')}


def _convert_head(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Layers by their position among the matrices; a norm, which the reference repeats, once."""
    shared = _is_shared(state_dict)
    matrices = sorted({int(match[1]) for key, value in state_dict.items()
                       if (match := MLP_KEY.fullmatch(key)) and match[2] == 'weight' and value.dim() == 2})
    converted = {}
    for key, value in state_dict.items():
        if key.startswith('head.last_layer2.'):
            if not shared:
                converted[key.replace('head.last_layer2.', 'neck.patch_last_layer.')] = value
        elif key.startswith('head.last_layer.'):
            converted[key.replace('head.', 'neck.')] = value
        elif match := MLP_KEY.fullmatch(key):
            index = int(match[1])
            layer = f'layers.{matrices.index(index)}' if index in matrices else 'norm'
            converted[f'neck.{layer}.{match[2]}'] = value
        else:
            raise ValueError(f'{key!r} is no entry of a published {SYSTEM} checkpoint')
    return converted


def _is_shared(state_dict: dict[str, Tensor]) -> bool:
    """Whether patches have the last layer of class tokens, under a second name if any."""
    names = [f'head.last_layer{number}.weight_v' for number in ('', '2')]
    if names[1] not in state_dict:
        return True
    first, second = (state_dict[name] for name in names)
    return first.shape == second.shape and bool(torch.equal(first, second))


def _revert_network(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    neck = _under('neck.', state_dict)
    if any(key.startswith(('patch_layers.', 'patch_norm.')) for key in neck):
        raise ValueError('the published layout has one MLP for class and patch tokens, and here are two')
    last = [key for key in neck if key.startswith('last_layer.')]
    head = {key.replace('last_layer.', 'last_layer2.'): neck.get(f'patch_{key}', neck[key]) for key in last}
    stride = 3 if any(key.startswith('norm.') for key in neck) else 2
    depth = 1 + max(int(key.split('.')[1]) for key in neck if key.startswith('layers.'))
    for key, value in neck.items():
        group, _, name = key.partition('.')
        if group == 'layers':
            index, _, name = name.partition('.')
            head[f'mlp.{stride * int(index)}.{name}'] = value
        elif group == 'norm':
            head.update({f'mlp.{stride * index + 1}.{name}': value for index in range(depth - 1)})
        elif group == 'last_layer':
            head[key] = value
    backbone = _revert_backbone(_under('backbone.', state_dict))
    return {**{f'backbone.{key}': value for key, value in backbone.items()},
            **{f'head.{key}': value for key, value in head.items()}}


def _revert_backbone(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    is_swin = any(key.startswith('stages.') for key in state_dict)
    reverted = {}
    for key, value in state_dict.items():
        name = key
        for pattern, target in SWIN_BACK if is_swin else VIT_BACK:
            name = re.sub(pattern, target, name)
        reverted[name] = unmerge_order(name, value) if is_swin else value
    return reverted


def _network(state_dict: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    whole = any(key.startswith('teacher.') for key in state_dict)
    if whole and part == 'teacher':
        state_dict = _under('teacher.', state_dict)
    weights = {key: value for key, value in state_dict.items() if key.startswith(('backbone.', 'neck.'))}
    if not weights:
        raise ValueError(f'the checkpoint has no {part}')
    return weights


def _under(prefix: str, state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in state_dict.items() if key.startswith(prefix)}
