"""Converts published weights of SETR, and of the classifiers in timm's layout (ViT, DeiT, BEiT) that it starts from."""
import re

import torch
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

ENCODER: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'(^|\.)patch_embed\.proj\.', r'\1patch_embed.projection.'),
    (r'(^|\.)blocks\.(\d+)\.', r'\1layers.\2.'),
    (r'\.norm(\d)\.', r'.ln\1.'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
)]
# places in a published sequence of convolutions, norms and activations, and those here
LAYERS = {'0': 'conv', '1': 'bn'}
PAIRS = {'0': '0.conv', '1': '0.bn', '3': '1.conv', '4': '1.bn'}
MLA: list[Rule] = [(re.compile(pattern), target) for pattern, target in (
    (r'^backbone\.norm_(\d)\.', r'neck.norm.\1.'),
    (r'^backbone\.mla\.mla_p(\d)_1x1\.(\d)', lambda m: f'neck.mla.channel_proj.{int(m[1]) - 2}.{LAYERS[m[2]]}'),
    # the stock neck gives the deepest map first
    (r'^backbone\.mla\.mla_p(\d)\.(\d)', lambda m: f'neck.mla.feat_extract.{5 - int(m[1])}.{LAYERS[m[2]]}'),
    (r'^decode_head\.mlahead\.head(\d)\.(\d)', lambda m: f'decode_head.up_convs.{int(m[1]) - 2}.{PAIRS[m[2]]}'),
    (r'^decode_head\.cls\.', 'decode_head.conv_seg.'),
    (r'^(auxiliary_head\.\d)\.aux\.', r'\1.conv_seg.'),
)]
UP: list[Rule] = [(re.compile(r'\.syncbn_fc_(\d)\.'), r'.up_convs.\1.0.bn.')]
UP_CONV = re.compile(r'(?P<head>.+)\.conv_(?P<place>\d)\.(?P<kind>weight|bias)')
SEGMENTOR_PARTS = ('backbone.cls_token', 'backbone.pos_embed', 'backbone.patch_embed.', 'backbone.layers.', 'neck.',
                   'decode_head.', 'auxiliary_head.')
ENCODER_PARTS = ('cls_token', 'pos_embed', 'patch_embed.', 'layers.', 'rel_pos_bias.')
# what classifies images, and what follows from the size of the map
NOT_OF_AN_ENCODER = re.compile(r'head|norm\.|fc_norm\.|pre_logits\.|dist_token|.*relative_position_index')
MARK = 'patch_embed.proj.weight'


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published checkpoint of SETR, or of a classifier whose transformer it starts from.

    Args:
        state_dict: entries of SETR's ``state_dict``, or of a ViT, DeiT or BEiT in timm's layout; with or without the
            prefix ``module.``.

    Returns:
        For SETR, a state dict that loads with ``strict=True`` into the segmentor of the config of the same encoder,
        decoder and data set.  For a classifier, the entries of its transformer under ``backbone.``, which a config
        names as ``backbone.init_cfg.checkpoint``; position embeddings keep their grid, and are resized on loading.

    Raises:
        ValueError: when it is neither, or an entry has no place here.
    """
    state_dict = {key.removeprefix('module.'): value for key, value in state_dict.items()}
    if MARK in state_dict:
        return convert_encoder(state_dict)
    if f'backbone.{MARK}' in state_dict and any(key.startswith('decode_head.') for key in state_dict):
        is_mla = any(key.startswith('backbone.mla.') for key in state_dict)
        return convert_mla(state_dict) if is_mla else convert_up(state_dict)
    raise ValueError(f'neither a published SETR checkpoint, which has {"backbone." + MARK!r} and a decode_head, nor '
                     f'one of a vision transformer, which has {MARK!r}')


def convert_encoder(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """The transformer of a classifier in timm's layout."""
    converted = {}
    for key, value in state_dict.items():
        if NOT_OF_AN_ENCODER.match(key):
            continue
        name = apply_rules(key, ENCODER, ENCODER_PARTS, 'vision transformer')
        converted[f'backbone.{name}'] = without_distillation(value) if name == 'pos_embed' else value
    return converted


def without_distillation(positions: Tensor) -> Tensor:
    """Embeddings of the class token and of the patches alone.

    Args:
        positions: ``(1, K + N, C)``, first those of the class token and of ``K - 1`` others, such as DeiT's for
            distillation, then those of ``N`` patches on a square grid.

    Returns:
        ``(1, 1 + N, C)``.
    """
    patches = int((positions.shape[1] - 1) ** 0.5) ** 2
    return torch.cat([positions[:, :1], positions[:, -patches:]], dim=1)


def convert_mla(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """SETR-MLA, whose transformer has no class token and whose auxiliary classifiers have no bias."""
    converted = {}
    for key, value in state_dict.items():
        if '_head.' in key and '.conv_seg.' in key or key == 'backbone.cls_token':
            continue  # the published network does not use them
        name = apply_rules(key, [*MLA, *ENCODER], SEGMENTOR_PARTS, 'SETR-MLA')
        converted[name] = value[:, 1:] if name == 'backbone.pos_embed' else value
        if key.endswith('.aux.weight'):
            converted[name.replace('weight', 'bias')] = value.new_zeros(len(value))
    return converted


def convert_up(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """SETR-Naive and SETR-PUP; biases that precede a batch norm become part of its mean."""
    converted, biases = {}, {}
    for key, value in state_dict.items():
        conv = UP_CONV.fullmatch(key)
        if conv is None:
            if '.conv_seg.' not in key:
                converted[apply_rules(key, [*UP, *ENCODER], SEGMENTOR_PARTS, 'SETR')] = value
        elif f'{conv["head"]}.syncbn_fc_{conv["place"]}.weight' not in state_dict:
            converted[f'{conv["head"]}.conv_seg.{conv["kind"]}'] = value  # the last one classifies
        else:
            layer = f'{conv["head"]}.up_convs.{conv["place"]}.0'
            if conv['kind'] == 'bias':
                biases[f'{layer}.bn.running_mean'] = value
            else:
                converted[f'{layer}.conv.weight'] = value
    for name, bias in biases.items():
        converted[name] = converted[name] - bias
    return converted
