"""The part of a self-supervised projection head that fine-tuning keeps."""
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.registry import MODELS


@MODELS.register_module()
class ProjectionLayer(BaseModule):
    """The first layer of a pre-trained projection head, and its GELU.

    With few labels, fine-tuning that starts from the middle of the head is better than from the backbone (SimCLR v2;
    iBOT, table E.5).  The layer has the name that it has in :class:`mmuvp.IBOTProjector`, all of whose weights may
    be given: ``init_cfg=dict(type='Pretrained', checkpoint=..., prefix='neck.')``.

    Args:
        in_channels: of the class token.
        channels: C', of the result.
    """

    def __init__(self, in_channels: int, channels: int = 2048, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.layers = nn.Sequential(nn.Linear(in_channels, channels), nn.GELU())

    def forward(self, feats: tuple[Tensor, ...]) -> tuple[Tensor]:
        """Project the last of the backbone's outputs, class tokens ``(B, C)``, to ``(B, C')``."""
        return self.layers(feats[-1]),
