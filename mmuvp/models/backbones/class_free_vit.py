"""A vision transformer of patches alone."""
from math import isqrt

from mmpretrain.models.backbones import VisionTransformer

from mmuvp.registry import MODELS


@MODELS.register_module()
class ClassFreeViT(VisionTransformer):
    """The stock ViT without a class token, which reads weights of one that has it, whatever their grid.

    SETR-MLA drops the token before the first layer, so the layers never see it.  The stock class leaves its position
    embedding out of a checkpoint only when the grid is its own; here it is left out before the grid is resized.

    Args:
        **kwargs: as in the stock class.
    """

    def __init__(self, **kwargs) -> None:
        super().__init__(with_cls_token=False, **kwargs)

    def _prepare_pos_embed(self, state_dict, prefix, *args, **kwargs):
        table = state_dict.get(f'{prefix}pos_embed')
        if table is not None and isqrt(table.shape[1]) ** 2 != table.shape[1]:
            state_dict[f'{prefix}pos_embed'] = table[:, 1:]
        super()._prepare_pos_embed(state_dict, prefix, *args, **kwargs)
