"""Predicts masks and classes from cluster centres and a pixel feature."""
import math

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from .norm import DEFAULT_ACT, DEFAULT_NORM, build_batch_norm, with_dims


def separable_conv(in_channels: int, out_channels: int, norm_cfg: dict, act_cfg: dict,
                   kernel_size: int = 5) -> nn.Sequential:
    """A depthwise convolution and a 1x1 convolution, each with norm and activation."""
    return nn.Sequential(
        ConvModule(in_channels, in_channels, kernel_size, padding=kernel_size // 2, groups=in_channels,
                   norm_cfg=norm_cfg, act_cfg=act_cfg),
        ConvModule(in_channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg))


@MODELS.register_module()
class MaskPredictor(InitialisedModule):
    """Mask logits as products of mask kernels with a normalised pixel feature; class logits per query.

    MaX-DeepLab, section 4.3 (equation 4.15), with the batch norm of one channel that kMaX-DeepLab
    also uses in place of a temperature.

    Args:
        num_classes: C, without void.
        pixel_channels: channels of the map that pixels are read from.
        channels: channels inside the pixel head.
        mask_channels: D, length of a mask kernel.
        void_prior: probability of void at the start; a constant is added to the void logit for it.
        mask_scale: standard deviation of the mask logits at the start, the weight of their norm.
        norm_cfg, act_cfg: norm and activation layers.
        query_channels: channels of the query embeddings; as ``channels`` by default.
    """

    def __init__(self, num_classes: int, pixel_channels: int = 256, channels: int = 256,
                 mask_channels: int = 128, void_prior: float = 0.9, mask_scale: float = 0.1,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, query_channels: int | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.mask_scale = mask_scale
        query_channels = query_channels or channels
        self.pixel_head = nn.Sequential(
            *separable_conv(pixel_channels, channels, norm_cfg, act_cfg),
            ConvModule(channels, mask_channels, 1, bias=True, norm_cfg=norm_cfg, act_cfg=None))
        self.mask_head = ConvModule(query_channels, mask_channels, 1, conv_cfg=dict(type='Conv1d'),
                                    norm_cfg=with_dims(norm_cfg, 1), act_cfg=None)
        self.class_head = nn.Conv1d(query_channels, num_classes + 1, 1)
        self.mask_norm = build_batch_norm(norm_cfg, 1)
        void_bias = torch.zeros(num_classes + 1)
        void_bias[-1] = math.log(num_classes * void_prior / (1 - void_prior))
        self.register_buffer('void_bias', void_bias, persistent=False)

    def reset_weights(self) -> None:
        """Output layers start small, so that masks and classes start undecided."""
        init_conv_layers(self)
        for layer in (self.class_head, self.pixel_head[-1].conv):
            truncated_normal_(layer.weight, 0.01)
        nn.init.constant_(self.mask_norm.weight, self.mask_scale)

    def forward(self, pixels: Tensor, mask_embedding: Tensor, class_embedding: Tensor) -> dict[str, Tensor]:
        """Predict for one stage.

        Args:
            pixels: ``(B, pixel_channels, H, W)``.
            mask_embedding: ``(B, query_channels, N)``.
            class_embedding: ``(B, query_channels, N)``.

        Returns:
            ``mask_logits`` ``(B, N, H, W)``, ``class_logits`` ``(B, N, C + 1)`` with void last and
            ``pixel_feature`` ``(B, D, H, W)`` of unit length.
        """
        pixel_feature = F.normalize(self.pixel_head(pixels), dim=1)
        kernels = self.mask_head(mask_embedding)
        mask_logits = torch.einsum('bdhw,bdn->bnhw', pixel_feature, kernels)
        mask_logits = self.mask_norm(mask_logits.flatten(2).unsqueeze(1)).view_as(mask_logits)
        class_logits = self.class_head(class_embedding).transpose(1, 2) + self.void_bias
        return dict(mask_logits=mask_logits, class_logits=class_logits, pixel_feature=pixel_feature)
