"""BEiT as a backbone of dense predictions."""
from mmpretrain.models.backbones import BEiTViT
from torch import Tensor

from mmuvp.models.layers.relative_table import resize_relative_table
from mmuvp.registry import MODELS


@MODELS.register_module()
class FixedSizeBEiT(BEiTViT):
    """The stock BEiT, which says what is wrong with an image of another size than its own.

    Its relative positions are those of the patches of ``img_size``: dense predictions come from crops and sliding
    windows of that size.  They are resized when weights of another size are loaded, which the stock class does by a
    function that SciPy no longer has.

    Args:
        **kwargs: as in the stock class; ``img_size`` is square.
    """

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        """Images ``(B, 3, *img_size)`` to maps of the chosen layers.

        Raises:
            ValueError: on images of another size.
        """
        if tuple(images.shape[-2:]) != tuple(self.img_size):
            raise ValueError(f'this BEiT sees windows of {tuple(self.img_size)} pixels (height, width), '
                             f'not {tuple(images.shape[-2:])}: resize the image so that a window fits, or set img_size')
        return super().forward(images)

    def _prepare_relative_position_bias_table(self, state_dict, prefix, *args, **kwargs):
        distances = 2 * self.patch_resolution[0] - 1
        for key in list(state_dict):
            if key.startswith(prefix) and key.endswith('relative_position_bias_table'):
                state_dict[key] = resize_relative_table(state_dict[key], distances, extra=3)  # class token
