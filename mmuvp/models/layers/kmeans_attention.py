"""One layer of the k-means mask transformer: cluster update, self-attention, feed-forward."""
from collections.abc import Callable

import torch
from mmcv.cnn import ConvModule, build_activation_layer
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .batch_norm_attention import BatchNormAttention
from .initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from .norm import DEFAULT_ACT, DEFAULT_NORM, build_batch_norm, with_dims
from .precision import without_autocast

Relax = Callable[[dict[str, Tensor]], Tensor | None]


class QuerySelfAttention(BatchNormAttention):
    """Self-attention among cluster centres; batch norms take the place of ``1/sqrt(d)``.

    Args:
        channels: channels of the centres.
        key_channels: total channels of queries and keys; values have ``channels``.
        num_heads: heads.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, channels: int = 256, key_channels: int = 128, num_heads: int = 8,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT) -> None:
        super().__init__(channels, num_heads, norm_cfg)
        self.splits = (key_channels, key_channels, channels)
        conv = dict(conv_cfg=dict(type='Conv1d'), norm_cfg=with_dims(norm_cfg, 1), act_cfg=None)
        self.qkv = ConvModule(channels, sum(self.splits), 1, **conv)
        self.activation = build_activation_layer(act_cfg)
        self.project = ConvModule(channels, channels, 1, **conv)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, channels, N)`` to ``(B, channels, N)``."""
        return self.project(self.activation(self.attend(*self.qkv(x).split(self.splits, dim=1))))


@MODELS.register_module()
class KMeansLayer(InitialisedModule):
    """Updates cluster centres by one step of k-means, then by attention among themselves.

    k-means cross-attention of kMaX-DeepLab (section 3) replaces the softmax of cross-attention by a hard assignment of
    every pixel to one centre; the sums over a cluster's pixels are normalised by a batch norm.

    Args:
        in_channels: channels of the pixel decoder's map.
        predictor: config or module of the :class:`mmuvp.MaskPredictor` of this layer.
        channels: channels of centres and projected pixels.
        ffn_channels: hidden channels of the feed-forward part.
        num_heads: heads of the self-attention.
        drop_path: probability of dropping each of the three updates of a sample.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, predictor: dict | nn.Module, channels: int = 256,
                 ffn_channels: int = 2048, num_heads: int = 8, drop_path: float = 0.,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        norm_1d = with_dims(norm_cfg, 1)
        conv_1d = dict(conv_cfg=dict(type='Conv1d'), norm_cfg=norm_1d)
        self.activation = build_activation_layer(act_cfg)
        self.pixel_project = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.query_project = ConvModule(channels, channels, 1, act_cfg=act_cfg, **conv_1d)
        self.predictor = predictor if isinstance(predictor, nn.Module) else MODELS.build(predictor)
        self.pixel_value = ConvModule(channels, channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        self.cluster_norm = build_batch_norm(norm_cfg, channels, dims=1)
        self.cluster_project = ConvModule(channels, channels, 1, act_cfg=None, **conv_1d)
        self.self_attention = QuerySelfAttention(channels, channels // 2, num_heads, norm_cfg, act_cfg)
        self.ffn = nn.Sequential(
            ConvModule(channels, ffn_channels, 1, act_cfg=act_cfg, **conv_1d),
            ConvModule(ffn_channels, channels, 1, act_cfg=None, **conv_1d))
        self.drop_path = DropPath(drop_path)

    def reset_weights(self) -> None:
        """The last norm of every update starts at 0; value and attention projections at ``channels ** -0.5``."""
        init_conv_layers(self)
        self.predictor.init_weights()
        for conv in (self.pixel_value.conv, self.self_attention.qkv.conv):
            truncated_normal_(conv.weight, conv.in_channels ** -0.5)
        for branch in (self.cluster_project, self.self_attention.project, self.ffn[-1]):
            nn.init.zeros_(branch.norm.weight)

    def forward(self, feature: Tensor, centres: Tensor, relax: Relax | None = None
                ) -> tuple[Tensor, dict[str, Tensor]]:
        """Predict from the centres, then move them.

        Args:
            feature: ``(B, in_channels, H, W)``.
            centres: ``(B, channels, N)``.
            relax: given this layer's prediction, returns the mask logits by which pixels are
                assigned; the plain ones where it is absent or returns None.

        Returns:
            New centres ``(B, channels, N)`` and the prediction of :class:`mmuvp.MaskPredictor`, with
            ``projected_pixels`` ``(B, channels, H, W)`` added.
        """
        pixels = self.pixel_project(self.activation(feature))
        queries = self.query_project(centres)
        prediction = self.predictor(pixels, queries, queries)
        prediction['projected_pixels'] = pixels
        assignment_logits = relax(prediction) if relax is not None else None
        if assignment_logits is None:
            assignment_logits = prediction['mask_logits']

        centres = centres + self.drop_path(self._cluster_update(pixels, assignment_logits))
        centres = self.activation(centres + self.drop_path(self.self_attention(queries)))
        centres = self.activation(centres + self.drop_path(self.ffn(centres)))
        return centres, prediction

    def _cluster_update(self, pixels: Tensor, mask_logits: Tensor) -> Tensor:
        """Sum the values of the pixels that are assigned to each centre: ``(B, channels, N)``."""
        values = self.pixel_value(pixels).flatten(2)
        nearest = mask_logits.detach().flatten(2).argmax(dim=1)
        queries = torch.arange(mask_logits.shape[1], device=nearest.device)
        with without_autocast(values):
            # a cluster's sum over a large map is beyond the range of half precision
            values = values.to(torch.promote_types(values.dtype, torch.float32))
            clusters = self.cluster_norm(values @ (nearest[..., None] == queries).to(values.dtype))
        return self.cluster_project(clusters)
