"""Converts the published weights of GroupViT, in the layout of its authors and in that of Hugging Face."""
import re
from collections import defaultdict

import torch
from torch import Tensor

from .renaming import Rule, rename

SYSTEM = 'GroupViT'
MARKS = {'img_encoder.pos_embed': 'official', 'vision_model.embeddings.position_embeddings': 'huggingface'}
PARTS = ('backbone.', 'text_encoder.', 'image_projector.', 'text_projector.', 'logit_scale', 'multi_label_logit_scale')
SEPARATE = re.compile(r'(.*\.(?:self_attn|pre_assign_attn\.attn)\.)([qkv])_proj\.(weight|bias)')


def _compile(*rules: tuple[str, str]) -> list[Rule]:
    return [(re.compile(pattern), target) for pattern, target in rules]


RULES = _compile(
    (r'^img_encoder\.layers\.', 'backbone.stages.'),
    (r'^img_encoder\.', 'backbone.'),
    (r'^text_encoder\.', 'text_encoder.network.'),
    (r'^img_projector\.', 'image_projector.'),
    (r'(_projector)\.linear_hidden\.0\.', r'\1.fc0.'),
    (r'(_projector)\.linear_hidden\.1\.', r'\1.bn0.'),
    (r'(_projector)\.linear_out\.', r'\1.fc1.'),
    (r'patch_embed\.proj\.', 'patch_embed.projection.'),
    (r'\.group_token$', '.group_tokens'),
    (r'(\.blocks\.\d+)\.norm([12])\.', r'\1.ln\2.'),
    (r'(\.blocks\.\d+)\.mlp\.fc1\.', r'\1.ffn.layers.0.0.'),
    (r'(\.blocks\.\d+)\.mlp\.fc2\.', r'\1.ffn.layers.1.'),
    (r'\.group_projector\.', '.group_projection.'),
    (r'\.downsample\.', '.grouping.'),
    (r'\.mlp_inter\.', '.mixer.'),
    (r'(\.mixer|\.group_projection\.1)\.fc1\.', r'\1.mlp.0.'),
    (r'(\.mixer|\.group_projection\.1)\.fc2\.', r'\1.mlp.2.'),
    (r'\.norm_tokens\.', '.group_norm.'),
    (r'\.norm_x\.', '.token_norm.'),
    (r'\.norm_post_tokens\.', '.mixed_norm.'),
    (r'\.pre_assign_attn\.attn\.qkv\.', '.reader.attention.in_proj_'),
    (r'\.pre_assign_attn\.attn\.proj\.', '.reader.attention.out_proj.'),
    (r'\.pre_assign_attn\.norm_post\.', '.reader.norm.'),
    (r'\.pre_assign_attn\.norm2\.', '.reader.mlp.0.'),
    (r'\.pre_assign_attn\.mlp\.', '.reader.mlp.'),
    (r'\.norm_new_x\.', '.mlp.0.'),
    (r'\.mlp_channels\.', '.mlp.'),
    (r'(grouping(?:\.reader)?\.mlp)\.fc1\.', r'\1.1.'),
    (r'(grouping(?:\.reader)?\.mlp)\.fc2\.', r'\1.3.'),
    (r'\.assign\.q_proj\.', '.assignment.query.'),
    (r'\.assign\.k_proj\.', '.assignment.key.'),
    (r'\.assign\.v_proj\.', '.assignment.value.'),
    (r'\.assign\.proj\.', '.assignment.projection.'))

# to the authors' names, with what was fused
HUGGING_FACE_RULES = _compile(
    (r'^vision_model\.embeddings\.position_embeddings$', 'img_encoder.pos_embed'),
    (r'^vision_model\.embeddings\.patch_embeddings\.projection\.', 'img_encoder.patch_embed.proj.'),
    (r'^vision_model\.embeddings\.layernorm\.', 'img_encoder.patch_embed.norm.'),
    (r'^vision_model\.encoder\.stages\.', 'img_encoder.layers.'),
    (r'^vision_model\.layernorm\.', 'img_encoder.norm.'),
    (r'^(img_encoder\.layers\.\d+)\.layers\.', r'\1.blocks.'),
    (r'(\.blocks\.\d+)\.layer_norm([12])\.', r'\1.norm\2.'),
    (r'(\.blocks\.\d+)\.self_attn\.qkv\.', r'\1.attn.qkv.'),
    (r'(\.blocks\.\d+)\.self_attn\.out_proj\.', r'\1.attn.proj.'),
    (r'\.pre_assign_attn\.attn\.out_proj\.', '.pre_assign_attn.attn.proj.'),
    (r'^text_model\.embeddings\.token_embedding\.', 'text_encoder.token_embedding.'),
    (r'^text_model\.embeddings\.position_embedding\.weight$', 'text_encoder.positional_embedding'),
    (r'^text_model\.encoder\.layers\.', 'text_encoder.transformer.resblocks.'),
    (r'^text_model\.final_layer_norm\.', 'text_encoder.ln_final.'),
    (r'(\.resblocks\.\d+)\.self_attn\.qkv\.', r'\1.attn.in_proj_'),
    (r'(\.resblocks\.\d+)\.self_attn\.', r'\1.attn.'),
    (r'(\.resblocks\.\d+)\.layer_norm([12])\.', r'\1.ln_\2.'),
    (r'(\.resblocks\.\d+)\.mlp\.fc1\.', r'\1.mlp.c_fc.'),
    (r'(\.resblocks\.\d+)\.mlp\.fc2\.', r'\1.mlp.c_proj.'),
    (r'^visual_projection\.', 'img_projector.'),
    (r'^text_projection\.', 'text_projector.'),
    (r'^(img|text)_projector\.([01])\.', r'\1_projector.linear_hidden.\2.'),
    (r'^(img|text)_projector\.3\.', r'\1_projector.linear_out.'))


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert published weights of either layout, of any number of stages and of groups.

    Args:
        state_dict: entries of the whole model.

    Returns:
        A state dict that loads with ``strict=True`` into the ``mmuvp.ImageTextContrastive`` of the config of the same
        architecture.  Hugging Face's files lack the temperature of the multi-label loss, which only training has: they
        load so into ``mmuvp.get_model(..., inference=True)``.

    Raises:
        ValueError: when this is no GroupViT, or an entry has no place here.
    """
    layout = next((layout for mark, layout in MARKS.items() if mark in state_dict), None)
    if layout is None:
        raise ValueError(f'not a published {SYSTEM} checkpoint: it has none of {", ".join(map(repr, MARKS))}')
    converted = {}
    for key, value in _fuse(state_dict).items():
        name = key
        if layout == 'huggingface':
            if key.endswith('.position_ids'):
                continue  # a table of 0, 1, 2, ... in files of older versions
            name = rename(key, HUGGING_FACE_RULES, ('img_', 'text_', 'logit_scale'), SYSTEM)
        name = rename(name, RULES, PARTS, SYSTEM)
        # the authors' projectors are convolutions over one token
        converted[name] = value.squeeze(-1) if '_projector.fc' in name and value.dim() == 3 else value
    return converted


def _fuse(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Queries, keys and values of each attention, but for the assignment's, as one entry ``qkv``."""
    fused, separate = {}, defaultdict(dict)
    for key, value in state_dict.items():
        if match := SEPARATE.fullmatch(key):
            separate[f'{match[1]}qkv.{match[3]}'][match[2]] = value
        else:
            fused[key] = value
    for key, parts in separate.items():
        if len(parts) < 3:
            raise ValueError(f'of {key!r} there are only {sorted(parts)}')
        fused[key] = torch.cat([parts[name] for name in 'qkv'])
    return fused
