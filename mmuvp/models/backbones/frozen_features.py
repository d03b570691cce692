"""Features of a backbone that does not learn."""
import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.models.layers.feature_pooling import patch_tokens, pool_outputs
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

from .class_attention import check_class_attention


class _Frozen(BaseModule):
    """A backbone that stays in evaluation mode and gets no gradients."""

    def __init__(self, backbone: Part, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        self.backbone: nn.Module = build_part(backbone)
        self.backbone.requires_grad_(False)
        self.backbone.eval()
        self.num_extra_tokens = getattr(self.backbone, 'num_extra_tokens', 0)

    def train(self, mode: bool = True) -> '_Frozen':
        """Set the mode of this module; that of the backbone stays."""
        super().train(mode)
        self.backbone.eval()
        return self


@MODELS.register_module()
class FrozenFeatures(_Frozen):
    """Any backbone of images, frozen in evaluation mode, whose outputs become one vector for each image.

    With ``num_outputs=4`` and a backbone that returns the class tokens of its last four blocks, these are the
    features on which iBOT (section 6.4.1) probes ViT-S; with ``mean_patches=True``, those for ViT-B and L.

    Args:
        backbone: config or module; its ``init_cfg`` names its weights.
        num_outputs: see :func:`mmuvp.models.layers.feature_pooling.pool_outputs`.
        mean_patches: see :func:`mmuvp.models.layers.feature_pooling.pool_outputs`.
    """

    def __init__(self, backbone: Part, num_outputs: int = 1, mean_patches: bool = False,
                 init_cfg: dict | None = None) -> None:
        super().__init__(backbone, init_cfg)
        self.num_outputs, self.mean_patches = num_outputs, mean_patches

    @torch.no_grad()
    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Images ``(B, C, H, W)`` to vectors ``(B, D)``, without gradient."""
        return pool_outputs(self.backbone(x), self.num_extra_tokens, self.num_outputs, self.mean_patches),


@MODELS.register_module()
class FrozenParts(_Frozen):
    """The mean of those patches of a frozen backbone at which its class token looks the most.

    iBOT, section 6.4.3, figure 6.5 and appendix E.3: patches are ranked by the attention of the last block's class
    token, mean over heads, and come without the final norm: build the backbone with ``final_norm=False`` and
    ``out_type='raw'``.

    Args:
        backbone: config of a :class:`mmuvp.models.backbones.ClassAttentionBackbone`, or such a module.
        num_patches: how many patches of the highest attention are averaged.

    Raises:
        TypeError: when the backbone cannot give the attention of its class token.
        ValueError: when fewer than one patch is wanted.
    """

    def __init__(self, backbone: Part, num_patches: int, init_cfg: dict | None = None) -> None:
        super().__init__(backbone, init_cfg)
        check_class_attention(self.backbone)
        if num_patches < 1:
            raise ValueError(f'num_patches must be at least 1, not {num_patches}')
        self.num_patches = num_patches

    @torch.no_grad()
    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Images ``(B, C, H, W)`` to vectors ``(B, D)``, without gradient.

        Raises:
            ValueError: when an image has fewer patches than are to be averaged.
        """
        outputs, attention = self.backbone.forward_with_class_attention(x)
        attention = attention.flatten(1)
        if attention.shape[1] < self.num_patches:
            raise ValueError(f'num_patches is {self.num_patches}, but an image has {attention.shape[1]}')
        best = attention.topk(self.num_patches).indices
        patches = patch_tokens(outputs[-1], self.num_extra_tokens)
        return patches.gather(1, best[..., None].expand(-1, -1, patches.shape[2])).mean(dim=1),
