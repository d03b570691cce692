"""Merges the things and the stuff of a Visual Parser into a panoptic map."""
import torch
import torch.nn.functional as F
from mmdet.models.seg_heads.panoptic_fusion_heads import HeuristicFusionHead
from mmdet.structures import SampleList
from mmengine.config import ConfigDict
from mmengine.structures import InstanceData, PixelData
from torch import Tensor

from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.models.parts import complete_settings
from mmuvp.registry import MODELS


@MODELS.register_module()
class ViPFusionHead(HeuristicFusionHead):
    """Lays things over stuff, the rule of Panoptic FPN (Kirillov et al., CVPR 2019); the ViP paper gives none.

    Masks whose class is confident are pasted in the order of their scores, where their probability exceeds 1/2; one
    of which too large a share is taken is left out.  Stuff fills the rest; where that says "thing", and where a class
    of stuff has few pixels, is void.

    ``test_cfg`` has:

    - ``score_threshold``: for the greatest probability that is not no thing.
    - ``mask_overlap`` (0.5): share of a mask that may be taken.
    - ``stuff_area_limit``: fewest pixels of a class of stuff, of the result.

    Args:
        num_things_classes, num_stuff_classes: thing classes come first.
        test_cfg: see above.

    Raises:
        ValueError: when ``test_cfg`` has an unknown or a missing key.
    """
    required = ('score_threshold', 'stuff_area_limit')
    defaults = dict(mask_overlap=0.5)

    def __init__(self, num_things_classes: int = 80, num_stuff_classes: int = 53, test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        settings = ConfigDict(complete_settings(test_cfg, self.required, self.defaults))
        super().__init__(num_things_classes, num_stuff_classes, settings, init_cfg)

    @torch.no_grad()
    def predict(self, class_logits: Tensor, maps: tuple[Tensor, Tensor], data_samples: SampleList,
                rescale: bool = True) -> list[dict]:
        """Panoptic maps of a batch.

        Args:
            class_logits: ``(B, L, num_things_classes + 1)``.
            maps: mask logits ``(B, L, h, w)`` and logits of stuff ``(B, num_stuff_classes + 1, h, w)``.
            data_samples: with ``batch_input_shape``, ``img_shape`` and, to rescale, ``ori_shape``.
            rescale: whether maps have the size of the original image; else that of the network's input without
                padding.

        Returns:
            For each image ``pan_results``, a :class:`PixelData` whose ``sem_seg`` ``(1, H, W)`` holds
            ``class + 1000 * instance``, and ``num_classes`` on void.
        """
        return [dict(pan_results=self._fuse(*image, sample, rescale))
                for *image, sample in zip(class_logits, *maps, data_samples, strict=True)]

    def _fuse(self, class_logits: Tensor, masks: Tensor, stuff: Tensor, sample, rescale: bool) -> PixelData:
        scores, labels = F.softmax(class_logits.float(), dim=-1)[:, :-1].max(dim=-1)
        kept = (scores > self.test_cfg.score_threshold).nonzero()[:, 0]
        maps = _at_image_size(torch.cat([masks[kept], stuff]).float(), sample, rescale)
        things = InstanceData(
            bboxes=scores.new_zeros(len(kept), 4),  # the stock class counts them, no more
            scores=scores[kept],
            labels=labels[kept],
            masks=maps[:len(kept)] > 0)
        return self._predict_single(things, maps[len(kept):])


def _at_image_size(maps: Tensor, sample, rescale: bool) -> Tensor:
    """Resize ``(N, h, w)`` to the network's input, crop its padding, and resize to the original image."""
    height, width = sample.img_shape[:2]
    maps = bilinear_resize(maps[None], sample.batch_input_shape)[..., :height, :width]
    return bilinear_resize(maps, sample.ori_shape[:2] if rescale else (height, width), False)[0]
