"""The k-means mask transformer decoder of kMaX-DeepLab."""
from collections.abc import Callable, Sequence

import torch
from mmcv.cnn import ConvModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from .kmeans_attention import KMeansLayer
from .mask_predictor import MaskPredictor
from .norm import DEFAULT_ACT, DEFAULT_NORM, with_dims

StageRelax = Callable[[int, dict[str, Tensor]], Tensor | None]


@MODELS.register_module()
class KMaXTransformerDecoder(InitialisedModule):
    """Learned cluster centres that k-means layers refine on maps of growing resolution.

    Args:
        num_classes: C, without void.
        num_queries: N cluster centres.
        in_channels: channels of the maps, one a resolution, coarsest first.
        num_layers: layers on each of these maps.
        panoptic_channels: channels of the map of the final prediction.
        channels, ffn_channels, num_heads, drop_path, norm_cfg, act_cfg: as in
            :class:`mmuvp.KMeansLayer`.
        mask_channels, void_prior, mask_scale: of all predictors, see :class:`mmuvp.MaskPredictor`.

    Raises:
        ValueError: if ``in_channels`` and ``num_layers`` differ in length.
    """

    def __init__(self,
                 num_classes: int,
                 num_queries: int = 128,
                 in_channels: Sequence[int] = (2048, 1024, 512),
                 num_layers: Sequence[int] = (2, 2, 2),
                 panoptic_channels: int = 256,
                 channels: int = 256,
                 mask_channels: int = 128,
                 void_prior: float = 0.9,
                 mask_scale: float = 0.1,
                 ffn_channels: int = 2048,
                 num_heads: int = 8,
                 drop_path: float = 0.2,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if len(in_channels) != len(num_layers):
            raise ValueError(f'num_layers {tuple(num_layers)} must have one entry for each of the '
                             f'{len(in_channels)} maps')
        self.num_layers = tuple(num_layers)
        self.feature_channels = dict(pixel_feature=mask_channels, projected_pixels=channels)
        self.centres = nn.Parameter(torch.empty(channels, num_queries))
        truncated_normal_(self.centres, 1.0)

        def predictor(width: int) -> MaskPredictor:
            return MaskPredictor(num_classes, width, channels, mask_channels, void_prior, mask_scale, norm_cfg, act_cfg)

        self.layers = nn.ModuleList(
            KMeansLayer(width, predictor(channels), channels, ffn_channels, num_heads, drop_path, norm_cfg,
                        act_cfg)
            for width, repeats in zip(in_channels, num_layers, strict=True) for _ in range(repeats))
        conv_1d = dict(conv_cfg=dict(type='Conv1d'), norm_cfg=with_dims(norm_cfg, 1), act_cfg=act_cfg)
        self.class_project = ConvModule(channels, channels, 1, **conv_1d)
        self.mask_project = ConvModule(channels, channels, 1, **conv_1d)
        self.predictor = predictor(panoptic_channels)

    def reset_weights(self) -> None:
        """Centres: truncated normal of standard deviation 1; the rest as in its own layers."""
        init_conv_layers(self)
        for module in (*self.layers, self.predictor):
            module.init_weights()
        truncated_normal_(self.centres, 1.0)

    def forward(self, maps: Sequence[Tensor], panoptic_map: Tensor, relax: StageRelax | None = None
                ) -> list[dict[str, Tensor]]:
        """Predictions of all layers and the final one.

        Args:
            maps: one ``(B, in_channels[i], H_i, W_i)`` a resolution, coarsest first.
            panoptic_map: ``(B, panoptic_channels, H, W)``.
            relax: called with a layer's index and prediction; see :class:`mmuvp.KMeansLayer`.

        Returns:
            One dict a layer, then the final one: ``mask_logits`` ``(B, N, h, w)`` at the map's own
            resolution, ``class_logits`` ``(B, N, C + 1)``, ``pixel_feature`` ``(B, D, h, w)``;
            layers also give ``centres`` ``(B, channels, N)`` after their update and
            ``projected_pixels`` ``(B, channels, h, w)``.
        """
        centres = self.centres.expand(maps[0].shape[0], -1, -1)
        predictions = []
        layers = iter(self.layers)
        for feature, repeats in zip(maps, self.num_layers, strict=True):
            for _ in range(repeats):
                stage = len(predictions)
                hook = None if relax is None else (lambda p, stage=stage: relax(stage, p))
                centres, prediction = next(layers)(feature, centres, hook)
                predictions.append(dict(prediction, centres=centres))
        predictions.append(self.predictor(
            panoptic_map, self.mask_project(centres), self.class_project(centres)))
        return predictions
