"""Things from the parts and stuff from the whole of a Visual Parser."""
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from mmdet.structures import SampleList
from mmdet.utils import reduce_mean
from mmengine.model import BaseModule, normal_init
from mmengine.structures import InstanceData
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.layers.resize import nearest_resize
from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules import check_labels
from mmuvp.models.task_modules.ground_truth import VOID
from mmuvp.registry import MODELS, TASK_UTILS

OUTPUT_STD = 0.01
MATCHING = dict(
    assigner=dict(
        type='mmdet.HungarianAssigner',
        match_costs=[
            dict(type='mmdet.ClassificationCost', weight=2.0),
            dict(type='mmdet.CrossEntropyLossCost', weight=5.0, use_sigmoid=True),
            dict(type='mmdet.DiceCost', weight=5.0, pred_act=True, eps=1.0),
        ]))


@dataclass(frozen=True)
class MatchedThings:
    """Things of a batch and the parts that answer for them; K counts the matched pairs of all images.

    Attributes:
        labels: ``(B, L)`` class of the thing of each part, ``num_things_classes`` where it has none.
        image, part: ``(K,)`` which part of which image each pair has.
        masks: ``(K, h, w)`` mask of its thing, 0 or 1.
    """
    labels: Tensor
    image: Tensor
    part: Tensor
    masks: Tensor


@MODELS.register_module()
class ViPPanopticHead(BaseModule):
    """Panoptic head of ``mmdet.MaskFormer`` without a decoder (Visual Parser, sections 2.4 and 4.3).

    The whole is upsampled.  An MLP of two layers makes each part a kernel of a 1x1 convolution over it, which gives
    the mask of a thing, and a linear layer tells its class.  One more 1x1 convolution gives stuff, with a class for all
    things.

    The losses are in a supplement that is not public.  Here parts are matched to things as in Mask2Former, by class,
    binary cross-entropy and dice, and learn by the same terms; stuff learns by the cross-entropy of its pixels.
    They are computed at the resolution of the upsampled map, and where the backbone gives the parts of all its last
    stage's encoders, for each of them.

    Args:
        in_channels: channels of the backbone's maps, finest first.
        part_channels: channels C of the parts.
        num_things_classes, num_stuff_classes: thing classes come first.
        upsampler: config or module, :class:`mmuvp.MapUpsampler`.
        no_object_weight: weight of the class of no thing.
        classify_things: tell the classes of things' pixels as well, which is not in the paper: the whole, from which
            parts learn of classes, then has them sooner.
        loss_class: config of the class loss of parts, without weights of classes.
        loss_mask, loss_dice: configs of the mask losses.
        loss_stuff: config of the loss of stuff.
        train_cfg: ``assigner``, config of the matching.
        test_cfg: unused here; the fusion head reads it.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 part_channels: int,
                 num_things_classes: int = 80,
                 num_stuff_classes: int = 53,
                 upsampler: Part = dict(type='mmuvp.MapUpsampler'),
                 no_object_weight: float = 0.1,
                 classify_things: bool = False,
                 loss_class: dict = dict(type='mmdet.CrossEntropyLoss', loss_weight=2.0),
                 loss_mask: Part = dict(type='mmdet.CrossEntropyLoss', use_sigmoid=True, loss_weight=5.0),
                 loss_dice: Part = dict(
                     type='mmdet.DiceLoss', activate=True, naive_dice=True, eps=1.0, loss_weight=5.0),
                 loss_stuff: Part = dict(type='mmdet.CrossEntropyLoss', avg_non_ignore=True, loss_weight=1.0),
                 train_cfg: dict | None = None,
                 test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.num_things_classes, self.num_stuff_classes = num_things_classes, num_stuff_classes
        self.num_classes = num_things_classes + num_stuff_classes
        self.upsampler = build_part(upsampler, in_channels=in_channels)
        self.part_norm = nn.LayerNorm(part_channels)
        self.kernel = nn.Sequential(
            nn.Linear(part_channels, part_channels), nn.GELU(), nn.Linear(part_channels, self.upsampler.out_channels))
        self.thing_class = nn.Linear(part_channels, num_things_classes + 1)
        self.classify_things = classify_things
        num_pixel_classes = num_stuff_classes + (num_things_classes if classify_things else 1)
        self.stuff = nn.Conv2d(self.upsampler.out_channels, num_pixel_classes, 1)
        self.class_weight = [1.0] * num_things_classes + [no_object_weight]
        self.loss_class = build_part(dict(loss_class, class_weight=self.class_weight))
        self.loss_mask, self.loss_dice = build_part(loss_mask), build_part(loss_dice)
        self.loss_stuff = build_part(loss_stuff)
        self.assigner = TASK_UTILS.build((train_cfg or MATCHING)['assigner'])

    def init_weights(self) -> None:
        """The layers that segment start small, so that pixels start undecided."""
        super().init_weights()
        for layer in (self.kernel[-1], self.stuff):
            normal_init(layer, std=OUTPUT_STD)

    def forward(self, feats: Sequence[Tensor], data_samples: SampleList | None = None
                ) -> tuple[Tensor, Tensor, Tensor]:
        """Predictions at the resolution of the upsampled map.

        Args:
            feats: the backbone's maps ``(B, in_channels[i], H_i, W_i)``, finest first, then the parts ``(B, L, C)``, or
                ``(D, B, L, C)`` of D encoders, of which the last are read.
            data_samples: not read.

        Returns:
            Logits of the classes of things ``(B, L, num_things_classes + 1)``, no thing last; of their masks
            ``(B, L, h, w)``; and of stuff ``(B, num_stuff_classes + 1, h, w)``, things last.
        """
        *maps, parts = feats
        classes, masks, stuff = self.predict_layers([*maps, parts[-1] if parts.dim() == 4 else parts])
        if self.classify_things:
            stuff, things = stuff.split([self.num_stuff_classes, self.num_things_classes], dim=1)
            stuff = torch.cat([stuff, things.logsumexp(dim=1, keepdim=True)], dim=1)
        return classes[0], masks[0], stuff

    def predict_layers(self, feats: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """What :meth:`forward` returns, before it sums up the classes of things' pixels.

        Classes and masks have one more axis in front, that of the D encoders of the parts.
        """
        *maps, parts = feats
        whole = self.upsampler(maps)
        parts = self.part_norm(parts if parts.dim() == 4 else parts[None])
        masks = torch.einsum('dblc,bchw->dblhw', self.kernel(parts), whole)
        return self.thing_class(parts), masks, self.stuff(whole)

    def predict(self, feats: Sequence[Tensor], data_samples: SampleList
                ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """What :meth:`mmuvp.ViPFusionHead.predict` takes: classes of things; their masks, and stuff."""
        classes, masks, stuff = self(feats)
        return classes, (masks, stuff)

    def loss(self, feats: Sequence[Tensor], data_samples: SampleList) -> dict[str, Tensor]:
        """Losses of things, which are matched one to one to parts, and of stuff.

        Args:
            feats: as in :meth:`forward`.
            data_samples: with ``gt_instances`` (things) and ``gt_sem_seg``.

        Returns:
            ``loss_cls``, ``loss_mask``, ``loss_dice`` and ``loss_stuff``, scalars, and as ``d0.loss_cls`` and so on
            those of the parts before the final ones.

        Raises:
            ValueError: when a label is not one of the head's classes.
            FloatingPointError: when a prediction is not finite.
        """
        classes, masks, stuff = (prediction.float() for prediction in self.predict_layers(feats))
        if not (torch.isfinite(classes).all() and torch.isfinite(masks).all()):
            raise FloatingPointError('mask or class logits are not finite: training has diverged')
        with without_autocast(stuff):
            losses = dict(
                loss_stuff=self.loss_stuff(stuff, self._stuff_targets(data_samples, stuff), ignore_index=VOID))
            for layer, predictions in enumerate(zip(classes, masks, strict=True), start=1):
                prefix = '' if layer == len(classes) else f'd{layer - 1}.'
                of_things = self._thing_losses(*predictions, data_samples)
                losses.update({prefix + name: loss for name, loss in of_things.items()})
        return losses

    def _thing_losses(self, classes: Tensor, masks: Tensor, data_samples: SampleList) -> dict[str, Tensor]:
        things = self._match(classes, masks, data_samples)
        return dict(
            loss_cls=self._class_loss(classes, things.labels),
            **self._mask_losses(masks[things.image, things.part], things.masks))

    @torch.no_grad()
    def _match(self, classes: Tensor, masks: Tensor, data_samples: SampleList) -> MatchedThings:
        labels = classes.new_full(classes.shape[:2], self.num_things_classes, dtype=torch.long)
        images, parts, targets = [], [], []
        for i, (scores, predicted, sample) in enumerate(zip(classes, masks, data_samples, strict=True)):
            true_labels, true_masks = self._things(sample, masks)
            assigned = self.assigner.assign(InstanceData(scores=scores, masks=predicted),
                                            InstanceData(labels=true_labels, masks=true_masks)).gt_inds
            part = (assigned > 0).nonzero()[:, 0]
            thing = assigned[part] - 1
            labels[i, part] = true_labels[thing]
            images.append(torch.full_like(part, i))
            parts.append(part)
            targets.append(true_masks[thing])
        return MatchedThings(labels, torch.cat(images), torch.cat(parts), torch.cat(targets))

    def _things(self, sample, like: Tensor) -> tuple[Tensor, Tensor]:
        """Classes and masks, at the size of ``like``, of the things that can be seen there."""
        instances = sample.gt_instances
        check_labels(instances.labels, sample.gt_sem_seg.sem_seg, self.num_things_classes, self.num_stuff_classes)
        masks = torch.as_tensor(instances.masks.masks, device=like.device)
        masks = nearest_resize(masks, like.shape[-2:])
        present = masks.flatten(1).any(dim=1)
        return instances.labels[present], masks[present].to(like.dtype)

    def _stuff_targets(self, data_samples: SampleList, like: Tensor) -> Tensor:
        """Class of stuff of each pixel ``(B, h, w)``; from ``num_stuff_classes`` on things; 255 on void."""
        semantic = torch.stack([sample.gt_sem_seg.sem_seg[0] for sample in data_samples]).to(like.device).long()
        semantic = nearest_resize(semantic, like.shape[-2:])
        things = self.num_stuff_classes + (semantic if self.classify_things else 0)
        stuff = torch.where(semantic < self.num_things_classes, things, semantic - self.num_things_classes)
        return stuff.masked_fill(semantic == VOID, VOID)

    def _class_loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy, a mean that is weighted by class."""
        weight = logits.new_tensor(self.class_weight)[labels]
        return self.loss_class(logits.flatten(0, 1), labels.flatten(), avg_factor=weight.sum())

    def _mask_losses(self, logits: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """Mask terms of matched pairs ``(K, h, w)``, divided by the mean number of pairs of a device."""
        count = reduce_mean(logits.new_tensor([len(targets)])).clamp(min=1).item()
        if not len(targets):
            return dict(loss_mask=logits.sum(), loss_dice=logits.sum())  # zero, with a gradient for every parameter
        pixels = targets[0].numel()
        return dict(
            loss_mask=self.loss_mask(logits.reshape(-1, 1), targets.reshape(-1, 1).long(), avg_factor=count * pixels),
            loss_dice=self.loss_dice(logits, targets, avg_factor=count))
