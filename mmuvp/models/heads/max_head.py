"""The panoptic head of MaX-DeepLab for ``mmdet.MaskFormer``."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from mmengine.model import initialize
from torch import Tensor

from mmuvp.models.layers.initialisation import init_conv_layers
from mmuvp.models.layers.mask_predictor import MaskPredictor
from mmuvp.models.layers.norm import DEFAULT_NORM, with_dims
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

from .mask_transformer_head import MaskTransformerHead

RELU = dict(type='ReLU')


@MODELS.register_module()
class MaXHead(MaskTransformerHead):
    """Masks and classes of a memory, with the losses of MaX-DeepLab (sections 4.3.2 to 4.3.4).

    Two fully connected layers each turn the memory into classes and into mask kernels f, convolutions turn the map
    into pixel features g, and masks are ``softmax(f . g)`` over the memory (equation 4.15).

    Args:
        in_channels: channels of what :class:`mmuvp.DualPathNet` returns: maps for the auxiliary head, then the map
            of the masks, then the memory.
        num_things_classes, num_stuff_classes: thing classes come first.
        mask_stride: input pixels per pixel of the masks.
        channels: hidden channels of the convolutions.
        mask_channels, void_prior, mask_scale: see :class:`mmuvp.MaskPredictor`.
        auxiliary_semantic_head: config or module on the maps for it, in training only.
        loss_class, loss_dice, loss_mask_id, loss_insdis, loss_semantic: configs of the losses; the third and
            fourth may be None.
        small_things: area, in pixels of the input, below which pixels of a thing have another weight in
            ``loss_semantic``, and that weight.
        norm_cfg, act_cfg: norm and activation layers.
        train_cfg: ``assigner``, config of the matching.
        test_cfg: unused here; the fusion head reads it.
    """

    def __init__(self,
                 in_channels: Sequence[int] = (256, 512, 2048, 256, 256),
                 num_things_classes: int = 80,
                 num_stuff_classes: int = 53,
                 mask_stride: int = 4,
                 channels: int = 256,
                 mask_channels: int = 128,
                 void_prior: float = 0.9,
                 mask_scale: float = 0.1,
                 auxiliary_semantic_head: Part | None = dict(type='mmuvp.PanopticDeepLabSemanticHead', act_cfg=RELU),
                 loss_class: Part = dict(type='mmuvp.PQClassLoss'),
                 loss_dice: Part = dict(type='mmuvp.PQDiceLoss'),
                 loss_mask_id: Part | None = dict(type='mmuvp.MaskIDLoss'),
                 loss_insdis: Part | None = dict(type='mmuvp.InstanceDiscriminationLoss'),
                 loss_semantic: Part = dict(type='mmuvp.SampledSemanticLoss', num_samples=None),
                 small_things: tuple[int, float] | None = None,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = RELU,
                 train_cfg: dict | None = None,
                 test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        num_classes = num_things_classes + num_stuff_classes
        *semantic_channels, panoptic_channels, memory_channels = in_channels

        def fully_connected() -> ConvModule:
            return ConvModule(memory_channels, memory_channels, 1, conv_cfg=dict(type='Conv1d'),
                              norm_cfg=with_dims(norm_cfg, 1), act_cfg=act_cfg)

        parts = dict(
            class_project=fully_connected(),
            mask_project=fully_connected(),
            predictor=MaskPredictor(num_classes, panoptic_channels, channels, mask_channels, void_prior, mask_scale,
                                    norm_cfg, act_cfg, query_channels=memory_channels),
            auxiliary_semantic_head=build_part(
                auxiliary_semantic_head, in_channels=semantic_channels, num_outputs=num_classes + 1))
        super().__init__(parts, num_things_classes, num_stuff_classes, mask_stride, loss_class, loss_dice,
                         loss_mask_id, loss_insdis, loss_semantic, small_things=small_things, train_cfg=train_cfg,
                         init_cfg=init_cfg)

    def init_weights(self) -> None:
        """See :func:`init_conv_layers` and the parts' own rules; ``init_cfg`` comes after them."""
        super().init_weights()
        for project in (self.class_project, self.mask_project):
            init_conv_layers(project)
        if self.init_cfg:
            initialize(self, self.init_cfg)

    def _predictions(self, feats: Sequence[Tensor], semantic: Tensor | None = None) -> list[dict[str, Tensor]]:
        *_, panoptic_map, memory = feats
        return [self.predictor(panoptic_map, self.mask_project(memory), self.class_project(memory))]

    def _semantic_maps(self, feats: Sequence[Tensor]) -> Sequence[Tensor]:
        return feats[:-2]
