"""Saliency of images by where a network's class token looks."""
from collections import OrderedDict

import torch
from torch import nn

from mmuvp.checkpoints import extract_weights, load, load_weights
from mmuvp.models.parts import build_part
from mmuvp.registry import MODELS

from ..backbones.class_attention import check_class_attention


@MODELS.register_module()
class ClassAttentionSaliency(nn.Module):
    """Class attention of a network of its own, such as DINO, which TransMix takes for occlusion (section 4.3).

    Args:
        backbone (dict | nn.Module): A :class:`mmuvp.models.backbones.ClassAttentionBackbone`.
        checkpoint (str, optional): Its weights, or those of a classifier or another model that has it as `backbone`;
            all must fit. They are read when the first images come. `None` takes the backbone's weights as they are.
        head (int, optional): The head that tells, counted from 0, as iBOT (appendix E.4) has it; the backbone needs
            `forward_with_head_attention`. `None` takes the mean over all.

    Raises:
        TypeError: If the backbone has no class attention, or none of single heads where one is wanted.
    """

    def __init__(self, backbone, checkpoint=None, head=None):
        super().__init__()
        self.backbone = build_part(backbone)
        check_class_attention(self.backbone)
        if head is not None and not hasattr(self.backbone, 'forward_with_head_attention'):
            raise TypeError(f'{type(self.backbone).__name__} cannot give the attention of one head')
        self.checkpoint, self.head = checkpoint, head

    @torch.no_grad()
    def forward(self, images):
        """Find what is salient.

        Args:
            images (Tensor): Normalised images, (B, 3, H, W).

        Returns:
            Tensor: Class attention, (B, h, w).

        Raises:
            CheckpointError: If the checkpoint cannot be read, or does not fit the backbone.
            IndexError: If the backbone has no such head.
        """
        if self.checkpoint is not None:
            weights = backbone_weights(extract_weights(load(self.checkpoint)))
            load_weights(self.backbone, weights, self.checkpoint)
            self.checkpoint = None
        if self.head is None:
            return self.backbone.forward_with_class_attention(images)[1]
        return self.backbone.forward_with_head_attention(images)[1][:, self.head]


def backbone_weights(weights):
    """Choose the weights of a backbone from those of a model.

    Args:
        weights (dict[str, Tensor]): Of a backbone, or of a model that has one as `backbone`.

    Returns:
        OrderedDict[str, Tensor]: Of the backbone, by its own keys.
    """
    prefix = 'backbone.'
    own = OrderedDict((key.removeprefix(prefix), value) for key, value in weights.items() if key.startswith(prefix))
    return own or weights
