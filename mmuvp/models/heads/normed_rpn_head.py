"""Region proposals from maps of any magnitude."""
from mmcv.cnn import build_norm_layer
from mmdet.models.dense_heads import RPNHead
from torch import Tensor

from mmuvp.registry import MODELS


@MODELS.register_module()
class NormedRPNHead(RPNHead):
    """Region proposal network whose maps are normalised first, each by a norm of all levels.

    Pre-training with features of unit length leaves maps small (CO2, appendix D.2).  That the norm comes before the
    head is our reading of "one is followed by the regional proposal head".

    Args:
        norm_cfg: config of the norm.
        **kwargs: arguments of ``mmdet.RPNHead``.
    """

    def __init__(self, norm_cfg: dict, **kwargs) -> None:
        self.norm_cfg = norm_cfg
        super().__init__(**kwargs)

    def _init_layers(self) -> None:
        """Create the layers of the stock head, and the norm."""
        super()._init_layers()
        self.norm = build_norm_layer(self.norm_cfg, self.in_channels)[1]

    def forward_single(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Scores and offsets of the anchors of one map ``(B, C, H, W)``, as the stock head gives them."""
        return super().forward_single(self.norm(x))
