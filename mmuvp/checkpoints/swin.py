"""The layout of Swin's published weights, and the order in which they merge patches."""
import torch
from torch import Tensor

from .renaming import Rule

# of the four patches that become one, the published code goes down the columns, the stock one along the rows
ORDER = (0, 2, 1, 3)
MERGED = ('downsample.reduction.weight', 'downsample.norm.weight', 'downsample.norm.bias')


def swin_rules(number_of_stages: int) -> list[Rule]:
    """Rules from published names to those of a backbone whose last stage alone has a norm."""
    return [
        (r'^masked_embed$', 'backbone.mask_token'),
        (r'^patch_embed\.proj\.', 'backbone.patch_embed.projection.'),
        (r'^patch_embed\.norm\.', 'backbone.patch_embed.norm.'),
        (r'^norm\.', f'backbone.norm{number_of_stages - 1}.'),
        (r'^layers\.', 'backbone.stages.'),
        (r'\.attn\.', '.attn.w_msa.'),
        (r'\.mlp\.fc1\.', '.ffn.layers.0.0.'),
        (r'\.mlp\.fc2\.', '.ffn.layers.1.'),
    ]


def merge_order(key: str, value: Tensor) -> Tensor:
    """Weights of merged patches, patch by patch ``(..., 4 * C)``, as the stock class has them, channel by channel."""
    if not key.endswith(MERGED):
        return value
    return value.unflatten(-1, (4, -1))[..., ORDER, :].mT.flatten(-2).contiguous()


def unmerge_order(key: str, value: Tensor) -> Tensor:
    """The reverse of :func:`merge_order`."""
    if not key.endswith(MERGED):
        return value
    return value.unflatten(-1, (-1, 4)).mT[..., torch.tensor(ORDER).argsort(), :].flatten(-2).contiguous()
