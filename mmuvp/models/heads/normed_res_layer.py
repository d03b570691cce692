"""The last stage of a ResNet on regions, with a norm for what reads its maps."""
from mmcv.cnn import build_norm_layer
from mmdet.models.backbones import ResNet
from mmdet.models.roi_heads.shared_heads import ResLayer
from torch import Tensor

from mmuvp.registry import MODELS


@MODELS.register_module()
class NormedResLayer(ResLayer):
    """Shared head of two-stage detectors: a stage of a ResNet, then a norm.

    Pre-training with features of unit length leaves maps small (CO2, appendix D.2).

    Args:
        depth: of the ResNet.
        stage: which stage, from 0; its name in weights is that of the ResNet, such as ``layer4``.
        norm_cfg: config of all norms.
        **kwargs: arguments of ``mmdet.ResLayer``.
    """

    def __init__(self, depth: int, stage: int = 3, norm_cfg: dict | None = None, **kwargs) -> None:
        norm_cfg = norm_cfg or dict(type='BN', requires_grad=True)
        super().__init__(depth, stage=stage, norm_cfg=norm_cfg, **kwargs)
        channels = 64 * 2 ** stage * ResNet.arch_settings[depth][0].expansion
        self.norm = build_norm_layer(norm_cfg, channels)[1]

    def forward(self, x: Tensor) -> Tensor:
        """Maps ``(R, C, H, W)`` of regions to those of the stage, normalised."""
        return self.norm(super().forward(x))
