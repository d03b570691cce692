"""Converts the weights of the authors' release of XCiT for the classifiers of stock mmpretrain."""
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RULES: list[Rule] = [
    (r'^(cls_token$|norm\.|patch_embed\.)', r'backbone.\1'),
    (r'^head\.', 'head.fc.'),
    (r'^pos_embeder\.token_projection\.', 'backbone.pos_embed.token_projection.conv.'),
    (r'^blocks\.', 'backbone.xca_layers.'),
    (r'^cls_attn_blocks\.', 'backbone.ca_layers.'),
    # the published convolutions alternate with activations
    (r'\.patch_embed\.proj\.(\d)\.0\.', lambda m: f'.patch_embed.proj.{int(m[1]) // 2}.conv.'),
    (r'\.patch_embed\.proj\.(\d)\.1\.', lambda m: f'.patch_embed.proj.{int(m[1]) // 2}.bn.'),
    (r'\.local_mp\.(conv\d)\.', r'.local_mp.\1.conv.'),
    (r'\.local_mp\.bn\.', '.local_mp.conv1.bn.'),
    (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
    (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
]
# the entry by which a checkpoint is known
MARK = 'cls_attn_blocks.0.attn.qkv.weight'


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert a published state dict, of any size.

    Args:
        state_dict: entries of the published checkpoint's ``model``.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same size.

    Raises:
        ValueError: when an entry has no place here.
    """
    weights = {}
    for key, value in state_dict.items():
        name = apply_rules(key, RULES, ('backbone.', 'head.'), 'XCiT')
        if '.ca_layers.' in name and '.qkv.' in name:
            # class attention projects the class token alone to a query: one matrix each here
            weights.update((name.replace('.qkv.', f'.{part}.'), piece.clone())
                           for part, piece in zip('qkv', value.chunk(3), strict=True))
        else:
            weights[name] = value
    return weights
