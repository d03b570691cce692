"""A transformer on the maps of a convolutional network."""
from mmengine.model import BaseModule
from torch import Tensor

from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class HybridViT(BaseModule):
    """A vision transformer whose tokens are the pixels, or patches, of a convolutional network's last map.

    This is the hybrid of ViT (Dosovitskiy et al., 2021, section 3.1), which SETR names SETR-Hybrid.

    Args:
        stem: config or module, from images to a tuple of maps.
        transformer: config or module, from the stem's last map to a tuple of maps; its ``img_size`` counts the pixels
            of that map.
    """

    def __init__(self, stem: Part, transformer: Part, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.stem, self.transformer = build_part(stem), build_part(transformer)

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        """Images ``(B, 3, H, W)`` to the transformer's maps."""
        return self.transformer(self.stem(images)[-1])
