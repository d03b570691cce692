"""Turns classes, centres and offsets into a panoptic map, instances and a semantic map."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmdet.models.seg_heads.panoptic_fusion_heads import BasePanopticFusionHead
from mmdet.structures import SampleList
from mmengine.structures import InstanceData, PixelData
from torch import Tensor

from mmuvp.models.layers.resize import bilinear_resize, nearest_resize
from mmuvp.models.parts import complete_settings
from mmuvp.models.task_modules.grouping import find_centres, nearest_centres
from mmuvp.registry import MODELS

from .panoptic_deeplab_head import resize_instance_maps


@dataclass(frozen=True)
class Segments:
    """Segments of an image, things first.

    Attributes:
        index: ``(H, W)`` segment of each pixel, S on void.
        labels: ``(S,)`` class of each segment.
        scores: ``(S,)`` confidence of each segment.
    """
    index: Tensor
    labels: Tensor
    scores: Tensor


@MODELS.register_module()
class PanopticDeepLabFusionHead(BasePanopticFusionHead):
    """Groups the pixels of things around centres and lets them vote on a class (Panoptic-DeepLab, section 3.3).

    Each pixel of a thing class goes to the centre that is nearest to where its offset points; the class of an
    instance is that of most of its pixels.  Where there is no centre, pixels of things are void.  The score of an
    instance is the heat of its centre times the mean probability of its class, that of stuff the mean probability.
    All this takes place at the resolution of the network's input without padding; the results are then resized.

    ``test_cfg`` has:

    - ``nms_kernel``: odd side in pixels of the square in which a centre is the greatest.
    - ``stuff_area``: stuff of fewer pixels, of all of the image, becomes void.
    - ``centre_threshold`` (0.1): for the heat of a centre.
    - ``top_k`` (200): centres, at most.

    Args:
        num_things_classes, num_stuff_classes: thing classes come first.
        test_cfg: see above.

    Raises:
        ValueError: if ``nms_kernel`` is even, there is no thing class, or ``test_cfg`` has an unknown or a missing
            key.
    """
    required = ('nms_kernel', 'stuff_area')
    defaults = dict(centre_threshold=0.1, top_k=200)

    def __init__(self, num_things_classes: int = 80, num_stuff_classes: int = 53, test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        if num_things_classes < 1:
            raise ValueError('num_things_classes must be at least 1: without things there is nothing to group')
        super().__init__(num_things_classes, num_stuff_classes, test_cfg, None, init_cfg)
        self.cfg = complete_settings(test_cfg, self.required, self.defaults)
        if self.cfg['nms_kernel'] % 2 == 0:
            raise ValueError(f'nms_kernel must be odd, not {self.cfg["nms_kernel"]}')

    def loss(self, **kwargs) -> dict:
        """There is nothing to learn here."""
        return {}

    @torch.no_grad()
    def predict(self, semantic_logits: Tensor, instance_maps: Tensor, data_samples: SampleList, rescale: bool = True
                ) -> list[dict]:
        """Results of a batch.

        Args:
            semantic_logits, instance_maps: ``(B, C, h, w)`` and ``(B, 3, h, w)``, of
                :meth:`mmuvp.PanopticDeepLabHead.forward`.
            data_samples: with ``batch_input_shape``, ``img_shape`` and, to rescale, ``ori_shape``.
            rescale: whether results have the size of the original image; else that of the network's
                input without padding.

        Returns:
            For each image:

            - ``pan_results``, a :class:`PixelData` whose ``sem_seg`` ``(1, H, W)`` holds
              ``class + 1000 * instance`` and ``num_classes`` on void, and whose metainfo ``segments_info`` lists
              ``id``, ``category``, ``isthing``, ``score`` and ``area``;
            - ``ins_results``, an :class:`InstanceData` with ``labels``, ``scores``, ``bboxes`` ``(K, 4)`` and
              ``masks`` ``(K, H, W)``;
            - ``sem_results``, a :class:`PixelData` whose ``sem_seg`` ``(1, H, W)`` holds classes.
        """
        results = []
        for logits, maps, sample in zip(semantic_logits, instance_maps, data_samples, strict=True):
            height, width = sample.img_shape[:2]
            padded = tuple(sample.batch_input_shape)
            logits = bilinear_resize(logits[None].float(), padded)[0, :, :height, :width]
            maps = resize_instance_maps(maps[None].float(), padded)[0, :, :height, :width]
            size = sample.ori_shape[:2] if rescale else (height, width)
            results.append(self.fuse(logits, maps, size))
        return results

    @torch.no_grad()
    def fuse(self, logits: Tensor, maps: Tensor, size: tuple[int, int]) -> dict:
        """Results of one image.

        Args:
            logits: ``(C, h, w)``.
            maps: ``(3, h, w)``: heat, and offsets in pixels.
            size: height and width of the results.

        Returns:
            See :meth:`predict`.
        """
        greatest, semantic = logits.max(dim=0)
        normaliser = logits.logsumexp(dim=0)
        segments = self._segments(logits, semantic, greatest, normaliser, maps)
        index = nearest_resize(segments.index, size, align_corners=False)
        areas = torch.bincount(index.flatten(), minlength=len(segments.labels) + 1)[:-1]
        return dict(
            pan_results=self._panoptic(index, areas, segments),
            ins_results=self._instances(index, areas, segments),
            sem_results=PixelData(sem_seg=nearest_resize(semantic, size, align_corners=False)[None]))

    def _segments(self, logits: Tensor, semantic: Tensor, greatest: Tensor, normaliser: Tensor, maps: Tensor
                  ) -> Segments:
        centres, heat = find_centres(maps[0], self.cfg['centre_threshold'], self.cfg['nms_kernel'], self.cfg['top_k'])
        pixels = (semantic < self.num_things_classes).nonzero() if len(centres) else semantic.new_zeros(0, 2)
        rows, columns = pixels.unbind(dim=1)
        classes = semantic[rows, columns]
        if len(pixels):
            owners = nearest_centres(pixels + maps[1:, rows, columns].T, centres, semantic.shape)
        else:
            owners = classes
        votes = torch.bincount(owners * self.num_things_classes + classes,
                               minlength=len(centres) * self.num_things_classes)
        votes = votes.view(len(centres), self.num_things_classes)
        count = votes.sum(dim=1)
        labels = votes.argmax(dim=1)
        probability = (logits[labels[owners], rows, columns] - normaliser[rows, columns]).exp()
        confidence = torch.bincount(owners, probability, minlength=len(centres)) / count.clamp(min=1)

        stuff_count, stuff_scores = self._stuff(semantic, (greatest - normaliser).exp())
        kept = torch.cat([count > 0, stuff_count >= max(1, self.cfg['stuff_area'])])
        # segment of each centre, then of each class of stuff
        void = int(kept.sum())
        place = torch.where(kept, kept.cumsum(dim=0) - 1, void)
        # things get the segments of their centres below
        index = F.pad(place[len(centres):], (self.num_things_classes, 0), value=void)[semantic]
        index[rows, columns] = place[owners]
        stuff_labels = torch.arange(self.num_things_classes, self.num_classes, device=labels.device)
        return Segments(index, torch.cat([labels, stuff_labels])[kept],
                        torch.cat([(heat * confidence).float(), stuff_scores])[kept])

    def _stuff(self, semantic: Tensor, probability: Tensor) -> tuple[Tensor, Tensor]:
        """Pixels and mean probability ``(num_stuff_classes,)`` of each class of stuff."""
        flat = semantic.flatten()
        count = torch.bincount(flat, minlength=self.num_classes)[self.num_things_classes:]
        mass = torch.bincount(flat, probability.flatten(), minlength=self.num_classes)[self.num_things_classes:]
        return count, (mass / count.clamp(min=1)).float()

    def _panoptic(self, index: Tensor, areas: Tensor, segments: Segments) -> PixelData:
        ids, infos = [], []
        for number, (label, score, area) in enumerate(
                zip(segments.labels.tolist(), segments.scores.tolist(), areas.tolist(), strict=True), 1):
            is_thing = label < self.num_things_classes
            ids.append(label + INSTANCE_OFFSET * number if is_thing else label)
            if area:
                infos.append(dict(id=ids[-1], category=label, isthing=is_thing, score=score, area=area))
        table = torch.tensor([*ids, self.num_classes], dtype=torch.int32, device=index.device)
        return PixelData(sem_seg=table[index][None], metainfo=dict(segments_info=infos))

    def _instances(self, index: Tensor, areas: Tensor, segments: Segments) -> InstanceData:
        chosen = (segments.labels < self.num_things_classes) & (areas > 0)
        count = int(chosen.sum())
        number = F.pad(torch.where(chosen, chosen.cumsum(dim=0) - 1, -1), (0, 1), value=-1)[index]
        rows, columns = (number >= 0).nonzero(as_tuple=True)
        owner = number[rows, columns]
        masks = torch.zeros(count, *index.shape, dtype=torch.bool, device=index.device)
        masks[owner, rows, columns] = True
        return InstanceData(labels=segments.labels[chosen], scores=segments.scores[chosen],
                            bboxes=_boxes(owner, rows, columns, count), masks=masks)


def _boxes(owner: Tensor, rows: Tensor, columns: Tensor, count: int) -> Tensor:
    """Left, top, right and bottom ``(count, 4)`` of the pixels of each instance, right and bottom exclusive."""
    start = torch.zeros(count, dtype=torch.long, device=owner.device)
    sides = [start.scatter_reduce(0, owner, position, how, include_self=False)
             for how in ('amin', 'amax') for position in (columns, rows)]
    boxes = torch.stack(sides, dim=1).float()
    boxes[:, 2:] += 1
    return boxes
