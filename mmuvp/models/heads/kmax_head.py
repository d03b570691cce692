"""The panoptic head of kMaX-DeepLab for ``mmdet.MaskFormer``."""
from collections.abc import Sequence

from torch import Tensor

from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules import MaskTargets
from mmuvp.registry import MODELS

from .mask_transformer_head import MaskTransformerHead


@MODELS.register_module()
class KMaXHead(MaskTransformerHead):
    """Pixel decoder, k-means transformer decoder and the losses of all of its predictions.

    The mask transformer of kMaX-DeepLab (Yu et al., ECCV 2022, section 3) with the losses of MaX-DeepLab
    (sections 4.3.2 and 4.3.4), and with the relaxations of ReMaX (section 6.3) where they are given.

    Args:
        in_channels: channels of the backbone's maps, finest first.
        num_things_classes, num_stuff_classes: thing classes come first.
        num_queries: N cluster centres.
        mask_stride: input pixels per pixel of the final masks.
        pixel_decoder: config or module, :class:`mmuvp.KMaXPixelDecoder`.
        transformer_decoder: config or module, :class:`mmuvp.KMaXTransformerDecoder`.
        auxiliary_semantic_head: config or module on the backbone's maps, in training only.
        loss_class, loss_dice, loss_mask_id, loss_insdis, loss_semantic: configs of the losses.
        remask, reclass: configs or modules of ReMaX's relaxations, in training only.
        share_matching: match the final prediction and use the result for all of them; otherwise match
            each prediction by itself.
        match_relaxed: with matching by prediction, match its relaxed masks.
        train_cfg: ``assigner``, config of the matching.
        test_cfg: unused here; the fusion head reads it.

    Raises:
        ValueError: when ReMask would relax more layers than there are, or ``match_relaxed`` is asked for
            with ``share_matching``, whose one matching is of the final prediction, which is never relaxed.
    """

    def __init__(self,
                 in_channels: Sequence[int] = (256, 512, 1024, 2048),
                 num_things_classes: int = 80,
                 num_stuff_classes: int = 53,
                 num_queries: int = 128,
                 mask_stride: int = 4,
                 pixel_decoder: Part = dict(type='mmuvp.KMaXPixelDecoder'),
                 transformer_decoder: Part = dict(type='mmuvp.KMaXTransformerDecoder'),
                 auxiliary_semantic_head: Part | None = dict(type='mmuvp.PanopticDeepLabSemanticHead'),
                 loss_class: Part = dict(type='mmuvp.PQClassLoss'),
                 loss_dice: Part = dict(type='mmuvp.PQDiceLoss'),
                 loss_mask_id: Part = dict(type='mmuvp.MaskIDLoss'),
                 loss_insdis: Part = dict(type='mmuvp.PixelInsdisLoss'),
                 loss_semantic: Part = dict(type='mmuvp.SampledSemanticLoss'),
                 remask: Part | None = None,
                 reclass: Part | None = None,
                 share_matching: bool = True,
                 match_relaxed: bool = False,
                 train_cfg: dict | None = None,
                 test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        num_classes = num_things_classes + num_stuff_classes
        pixel_decoder = build_part(pixel_decoder, in_channels=in_channels)
        widths = pixel_decoder.out_channels
        transformer_decoder = build_part(
            transformer_decoder, num_classes=num_classes, num_queries=num_queries, in_channels=widths[:3],
            panoptic_channels=widths[-1])
        auxiliary_semantic_head = build_part(
            auxiliary_semantic_head, in_channels=in_channels, num_outputs=num_classes + 1)
        feature = remask.get('feature', 'pixel_feature') if isinstance(remask, dict) else None
        remask = build_part(
            remask, num_classes=num_classes, in_channels=transformer_decoder.feature_channels.get(feature))
        layers = sum(transformer_decoder.num_layers)
        if remask is not None and remask.num_stages > layers:
            raise ValueError(f'remask.num_stages is {remask.num_stages}, but the transformer decoder has '
                             f'{layers} layers')
        if match_relaxed and share_matching:
            raise ValueError('match_relaxed needs share_matching=False: the final prediction is never relaxed')
        parts = dict(pixel_decoder=pixel_decoder, transformer_decoder=transformer_decoder,
                     auxiliary_semantic_head=auxiliary_semantic_head, remask=remask)
        super().__init__(parts, num_things_classes, num_stuff_classes, mask_stride, loss_class, loss_dice, loss_mask_id,
                         loss_insdis, loss_semantic, reclass, share_matching, match_relaxed, train_cfg=train_cfg,
                         init_cfg=init_cfg)

    @property
    def training_only(self) -> tuple[str, ...]:
        """Names of the parts that inference does without; with ``at_test`` it needs the semantic heads."""
        if self.remask is not None and self.remask.at_test:
            return 'auxiliary_semantic_head', 'reclass'
        return 'auxiliary_semantic_head', 'remask', 'reclass'

    def _predictions(self, feats: Sequence[Tensor], semantic: Tensor | None = None) -> list[dict[str, Tensor]]:
        maps = self.pixel_decoder(feats)
        relax = None
        if self.remask is not None and self.remask.applies(semantic):
            def relax(stage: int, prediction: dict[str, Tensor]) -> Tensor | None:
                return self.remask(stage, prediction, semantic)
        return self.transformer_decoder(maps[:3], maps[-1], relax)

    def _at_loss_size(self, prediction: dict[str, Tensor], size: tuple[int, int]) -> dict[str, Tensor]:
        resized = super()._at_loss_size(prediction, size)
        if 'relaxed_mask_logits' in prediction:
            resized['relaxed_masks'] = self.remask.resized(prediction, size, size[0] % 2 == 1)
        return resized

    def _stage_losses(self, prediction: dict[str, Tensor], targets: MaskTargets, is_final: bool) -> dict[str, Tensor]:
        losses = super()._stage_losses(prediction, targets, is_final)
        if 'semantic_logits' in prediction and (loss := self.remask.loss(prediction, targets)) is not None:
            losses['loss_remask'] = loss
        return losses
