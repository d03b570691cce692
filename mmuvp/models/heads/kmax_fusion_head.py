"""Turns mask and class logits into a panoptic map."""
import torch
import torch.nn.functional as F
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmdet.models.seg_heads.panoptic_fusion_heads import BasePanopticFusionHead
from mmdet.structures import SampleList
from mmengine.structures import PixelData
from torch import Tensor

from mmuvp.models.parts import complete_settings
from mmuvp.models.task_modules.mask_claims import MaskClaims, claim_pixels
from mmuvp.registry import MODELS


@MODELS.register_module()
class KMaXFusionHead(BasePanopticFusionHead):
    """Pastes confident masks in the order of their scores (kMaX-DeepLab; with ``single_claim`` also MaX-DeepLab).

    A pixel belongs to a mask where the softmax over queries exceeds ``pixel_threshold``.  A mask is
    accepted if the score of its class exceeds the threshold of its kind and if more than
    ``overlap_threshold`` of its pixels are still free.

    ``test_cfg`` has:

    - ``thing_threshold``, ``stuff_threshold``: for the class score, the greatest probability that is
      not void.
    - ``overlap_threshold``: see above.
    - ``pixel_threshold`` (0.4): at least 1/3, so that at most two masks claim a pixel.
    - ``class_power``, ``mask_power`` (1, 1): masks are ordered by ``class ** a * mask ** b``, where the
      mask score is the mean probability of its pixels.
    - ``single_claim`` (False): a pixel belongs to the query of its greatest logit alone, if the class of that one
      is confident, and the softmax is over such queries (MaX-DeepLab, equations 4.3 and 4.4).
    - ``thing_area``, ``stuff_area`` (0, 0): smaller segments, in pixels of the network's input, become void.

    Args:
        num_things_classes, num_stuff_classes: thing classes come first.
        test_cfg: see above.

    Raises:
        ValueError: if ``pixel_threshold`` is below 1/3 or ``test_cfg`` has an unknown or a missing key.
    """
    required = ('thing_threshold', 'stuff_threshold', 'overlap_threshold')
    defaults = dict(pixel_threshold=0.4, class_power=1., mask_power=1., single_claim=False, thing_area=0,
                    stuff_area=0)

    def __init__(self, num_things_classes: int = 80, num_stuff_classes: int = 53, test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(num_things_classes, num_stuff_classes, test_cfg, None, init_cfg)
        self.cfg = complete_settings(test_cfg, self.required, self.defaults)
        if self.cfg['pixel_threshold'] < 1 / 3:
            raise ValueError(f'pixel_threshold must be at least 1/3, not {self.cfg["pixel_threshold"]}')

    def loss(self, **kwargs) -> dict:
        """There is nothing to learn here."""
        return {}

    def predict(self, class_logits: Tensor, mask_logits: Tensor, data_samples: SampleList, rescale: bool = True
                ) -> list[dict]:
        """Panoptic maps of a batch.

        Args:
            class_logits: ``(B, N, C + 1)``, void last.
            mask_logits: ``(B, N, h, w)`` at the stride of the network.
            data_samples: with ``batch_input_shape``, ``img_shape`` and, to rescale, ``ori_shape``.
            rescale: whether maps have the size of the original image; else that of the network's
                input without padding.

        Returns:
            For each image ``pan_results``, a :class:`PixelData` whose ``sem_seg`` ``(1, H, W)`` holds
            ``class + 1000 * instance`` and ``num_classes`` on void, and whose metainfo
            ``segments_info`` lists ``id``, ``category``, ``isthing``, ``score`` and ``area``.
        """
        results = []
        for scores, masks, sample in zip(class_logits, mask_logits, data_samples, strict=True):
            content = sample.img_shape[:2]
            size = sample.ori_shape[:2] if rescale else content
            results.append(dict(pan_results=self.panoptic(scores, masks, sample.batch_input_shape, content, size)))
        return results

    @torch.no_grad()
    def panoptic(self, class_logits: Tensor, mask_logits: Tensor, padded: tuple[int, int],
                 content: tuple[int, int], size: tuple[int, int]) -> PixelData:
        """Panoptic map of one image.

        Args:
            class_logits: ``(N, C + 1)``.
            mask_logits: ``(N, h, w)``.
            padded: height and width of the network's input.
            content: of the part of it that is not padding.
            size: of the map.

        Returns:
            See :meth:`predict`.
        """
        class_scores, labels = F.softmax(class_logits.float(), dim=-1)[:, :-1].max(dim=-1)
        is_thing = labels < self.num_things_classes
        threshold = torch.where(is_thing, self.cfg['thing_threshold'], self.cfg['stuff_threshold'])
        claims = claim_pixels(mask_logits.float(), class_scores > threshold, self.cfg['pixel_threshold'], padded,
                              content, size, self.cfg['single_claim'])
        scores = class_scores ** self.cfg['class_power'] * claims.confidence ** self.cfg['mask_power']
        accepted = self._accept(scores, claims)
        scale = content[0] * content[1] / (size[0] * size[1])
        return self._paste(scores, labels, accepted, claims, scale)

    def _accept(self, scores: Tensor, claims: MaskClaims) -> list[int]:
        """Queries whose masks are accepted, best first."""
        areas, shared = claims.areas.tolist(), claims.shared.cpu().numpy()
        accepted: list[int] = []
        for query in scores.argsort(descending=True, stable=True).tolist():
            free = areas[query] - shared[query, accepted].sum()
            if free > self.cfg['overlap_threshold'] * areas[query]:
                accepted.append(query)
        return accepted

    def _paste(self, scores: Tensor, labels: Tensor, accepted: list[int], claims: MaskClaims, scale: float
               ) -> PixelData:
        """Draw the accepted masks; ``scale`` is pixels of the input per pixel of the map."""
        rank = torch.full((len(labels) + 1,), len(accepted), device=labels.device)
        rank[accepted] = torch.arange(len(accepted), device=labels.device)
        winner = torch.minimum(*rank[claims.owners])

        segments, ids, stuff_ids = [], [], {}
        areas = torch.bincount(winner.flatten(), minlength=len(accepted) + 1).tolist()
        for query, area in zip(accepted, areas, strict=False):
            category, score = int(labels[query]), float(scores[query])
            is_thing = category < self.num_things_classes
            if not is_thing and category in stuff_ids:
                stuff_ids[category]['area'] += area
                ids.append(category)
                continue
            segment_id = category + INSTANCE_OFFSET * (len(segments) + 1) if is_thing else category
            segment = dict(id=segment_id, category=category, isthing=is_thing, score=score, area=area)
            if not is_thing:
                stuff_ids[category] = segment
            segments.append(segment)
            ids.append(segment_id)

        large = [s for s in segments
                 if s['area'] * scale >= self.cfg['thing_area' if s['isthing'] else 'stuff_area']]
        kept = {s['id'] for s in large}
        table = torch.tensor([i if i in kept else self.num_classes for i in ids] + [self.num_classes],
                             dtype=torch.int32, device=labels.device)
        return PixelData(sem_seg=table[winner][None], metainfo=dict(segments_info=large))
