"""ReMask: relaxation of mask predictions during training (ReMaX, section 3.1)."""
import torch
import torch.nn.functional as F
from mmengine.model import BaseModule, ModuleList
from torch import Tensor

from mmuvp.models.layers.resize import bilinear_resize, nearest_resize
from mmuvp.registry import MODELS

from .semantic_targets import SemanticTargets

SEMANTIC_HEAD = dict(type='mmuvp.ASPPSemanticHead')
SEMANTIC_LOSS = dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5)


def semantic_gate(semantic_logits: Tensor, class_logits: Tensor, activation: str) -> Tensor:
    """Equation 6.1: how far each pixel's semantics agree with each query's class.

    Args:
        semantic_logits: ``(B, C, H, W)``.
        class_logits: ``(B, N, C)``.
        activation: ``'sigmoid'``, or ``'softmax'`` over classes.

    Returns:
        ``(B, N, H, W)``: a sum over classes, between 0 and C (1 with softmax).
    """
    if activation == 'softmax':
        semantic, classes = semantic_logits.softmax(dim=1), class_logits.softmax(dim=-1)
    else:
        semantic, classes = semantic_logits.sigmoid(), class_logits.sigmoid()
    return torch.einsum('bchw,bnc->bnhw', semantic, classes)


@MODELS.register_module()
class ReMask(BaseModule):
    """Amplifies mask logits where a semantic head, which exists in training only, agrees with the class.

    ``m' = m + gate * m`` (equation 6.2); losses see ``m'``.  No gradient flows from them into the
    semantic head, which has a semantic loss of its own.

    Where the paper leaves a point open, it is an argument whose default is the reading given here.

    Args:
        num_classes: C, without void.
        in_channels: channels of the feature that the semantic heads read; a panoptic head fills it in.
        num_stages: layers of the transformer decoder that are relaxed, from the first (table 3).
        activation: of both factors of equation 6.1 (table 2).
        identity: whether the plain logits are added (table 5).
        stop_gradient: whether the gate carries no gradient into the semantic logits (table 7).
        stop_class_gradient: the same for the class logits; the paper stops only the former.
        semantic: ``'predicted'``, or ``'ground_truth'`` in place of the semantic heads (table 7).
        feature: which entry of a layer's prediction is the paper's "key": ``'pixel_feature'`` (the one
            compared with queries) or ``'projected_pixels'``.
        detach_feature: whether the semantic loss stays out of the network below the semantic heads.
        include_void: whether void is one of the classes of equation 6.1.
        after_resize: relax at the resolution of the losses instead of the layer's own.
        relax_assignment: whether pixels are assigned to clusters by the relaxed logits in training;
            inference would then differ from training unless ``at_test`` is set.
        at_test: keep the semantic heads at inference, and assign pixels to clusters by the relaxed logits
            there, which is how it reaches the final prediction (table 5).
        share_head: one semantic head for all stages, for decoders whose stages read the same feature.
        semantic_head: config of the heads; ``in_channels`` and ``num_classes`` are filled in.
        loss_semantic: config of the loss of each relaxed stage.

    Raises:
        ValueError: on an unknown activation, semantic source or feature, or ``at_test`` with ground truth.
    """

    def __init__(self,
                 num_classes: int,
                 in_channels: int = 128,
                 num_stages: int = 4,
                 activation: str = 'sigmoid',
                 identity: bool = True,
                 stop_gradient: bool = True,
                 stop_class_gradient: bool = False,
                 semantic: str = 'predicted',
                 feature: str = 'pixel_feature',
                 detach_feature: bool = False,
                 include_void: bool = False,
                 after_resize: bool = False,
                 relax_assignment: bool = False,
                 at_test: bool = False,
                 share_head: bool = False,
                 semantic_head: dict = SEMANTIC_HEAD,
                 loss_semantic: dict = SEMANTIC_LOSS,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        _check('activation', activation, ('sigmoid', 'softmax'))
        _check('semantic', semantic, ('predicted', 'ground_truth'))
        _check('feature', feature, ('pixel_feature', 'projected_pixels'))
        if semantic == 'ground_truth' and at_test:
            raise ValueError("at_test needs semantic='predicted': there is no ground truth at inference")
        self.num_classes, self.num_stages = num_classes, num_stages
        self.activation, self.identity = activation, identity
        self.stop_gradient, self.stop_class_gradient = stop_gradient, stop_class_gradient
        self.use_ground_truth = semantic == 'ground_truth'
        self.feature, self.detach_feature = feature, detach_feature
        self.include_void, self.after_resize = include_void, after_resize
        self.relax_assignment, self.at_test, self.share_head = relax_assignment, at_test, share_head
        heads = 0 if self.use_ground_truth or num_stages == 0 else 1 if share_head else num_stages
        cfg = dict(semantic_head, in_channels=in_channels, num_classes=num_classes + include_void)
        self.semantic_heads = ModuleList(MODELS.build(cfg) for _ in range(heads))
        self.loss_semantic = MODELS.build(loss_semantic)

    def applies(self, truth: Tensor | None) -> bool:
        """Whether masks are relaxed now: in training, where the source of the semantics is there, or at test.

        Args:
            truth: as in :meth:`forward`.
        """
        if self.use_ground_truth:
            return self.training and truth is not None
        return self.training or self.at_test

    def relax(self, mask_logits: Tensor, class_logits: Tensor, semantic_logits: Tensor) -> Tensor:
        """Equations 6.1 and 6.2.

        Args:
            mask_logits: ``(B, N, H, W)``.
            class_logits: ``(B, N, C + 1)``, void last.
            semantic_logits: ``(B, C, H, W)`` (``C + 1`` with ``include_void``).

        Returns:
            Relaxed mask logits ``(B, N, H, W)``.
        """
        if not self.include_void:
            class_logits = class_logits[..., :self.num_classes]
        if self.stop_gradient:
            semantic_logits = semantic_logits.detach()
        if self.stop_class_gradient:
            class_logits = class_logits.detach()
        mask_logits = mask_logits.float()
        with torch.autocast(mask_logits.device.type, enabled=False):
            relaxed = mask_logits * semantic_gate(semantic_logits.float(), class_logits.float(), self.activation)
        return mask_logits + relaxed if self.identity else relaxed

    def forward(self, stage: int, prediction: dict[str, Tensor], truth: Tensor | None = None) -> Tensor | None:
        """Relax one layer's prediction; ``semantic_logits`` and ``relaxed_mask_logits`` are added to it.

        Args:
            stage: index of the layer.
            prediction: see :class:`mmuvp.KMaXTransformerDecoder`.
            truth: ``(B, H, W)`` class of every pixel, -1 on void; read with ``semantic='ground_truth'``.

        Returns:
            The logits by which pixels are to be assigned, or None for the plain ones.
        """
        if stage >= self.num_stages:
            return None
        prediction['semantic_logits'] = self.semantic_logits(stage, prediction, truth)
        prediction['relaxed_mask_logits'] = relaxed = self.relax(
            prediction['mask_logits'], prediction['class_logits'], prediction['semantic_logits'])
        return relaxed if (self.relax_assignment if self.training else self.at_test) else None

    def semantic_logits(self, stage: int, prediction: dict[str, Tensor], truth: Tensor | None = None) -> Tensor:
        """What the masks of a layer are compared with, ``(B, C, h, w)``; arguments as of :meth:`forward`."""
        if self.use_ground_truth:
            return self._truth_logits(truth, prediction['mask_logits'].shape[-2:])
        feature = prediction[self.feature]
        head = self.semantic_heads[0 if self.share_head else stage]
        return head(feature.detach() if self.detach_feature else feature)

    def _truth_logits(self, truth: Tensor, size: tuple[int, int]) -> Tensor:
        """Logits whose activation is the one-hot ground truth, zero on void: ``(B, C, h, w)``."""
        classes = nearest_resize(truth, size)
        one_hot = F.one_hot(classes + 1, self.num_classes + 1)[..., 1:].permute(0, 3, 1, 2).float()
        if self.include_void:
            one_hot = F.pad(one_hot, (0, 0, 0, 0, 0, 1))
        return torch.where(one_hot > 0, 1e4, -1e4)

    def resized(self, prediction: dict[str, Tensor], size: tuple[int, int], align_corners: bool) -> Tensor:
        """Relaxed mask logits of a prediction at the resolution of the losses, ``(B, N, *size)``."""
        if not self.after_resize:
            return bilinear_resize(prediction['relaxed_mask_logits'], size, align_corners)
        masks = bilinear_resize(prediction['mask_logits'], size, align_corners)
        semantics = bilinear_resize(prediction['semantic_logits'], size, align_corners)
        return self.relax(masks, prediction['class_logits'], semantics)

    def loss(self, prediction: dict[str, Tensor], targets: SemanticTargets) -> Tensor | None:
        """Semantic loss of one relaxed stage; None with ground truth in place of the heads."""
        return None if self.use_ground_truth else self.loss_semantic(prediction['semantic_logits'], targets)


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f'{name} must be one of {known}, not {value!r}')
