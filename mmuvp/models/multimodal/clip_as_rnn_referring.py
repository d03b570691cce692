"""CLIP as RNN on expressions that all refer to the same part of an image."""
from collections.abc import Callable, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from mmdet.structures import DetDataSample
from mmengine.model import BaseModel
from mmengine.structures import InstanceData
from torch import Tensor

from mmuvp.registry import MODELS, TASK_UTILS

from ..choices import check_choice
from ..parts import Part, build_part

MODES = 'predict', 'tensor'


@MODELS.register_module()
class CLIPAsRNNReferring(BaseModel):
    """Referring segmentation by CLIP as RNN, as a model of the stock runner (CaR, section 4.3 and appendix F).

    All sentences for a target are looked for at once.  The masks of those that are found are averaged with their
    scores as weights, and the mask is where the mean is large enough.  If that is hardly anything, the mask is where
    any of them is (published code).

    Inputs are images from 0 to 255, red, green and blue.  A data sample has the sentences in ``text`` and gets
    ``pred_instances`` of one mask, ``(1, height, width)`` bool, at ``ori_shape``.

    Args:
        car: config or module of :class:`mmuvp.CLIPAsRNN`, or any other that takes an image and sentences likewise and
            returns ``masks`` and ``scores``.
        crf: config of a task util such as :class:`mmuvp.DenseCRF`, or a function that gives pixels (0 for the
            background, 1 for the mask) for an image and a single mask; it is asked for each sentence by itself.  None
            leaves the masks as they are.
        threshold: the mean of the masks from which on a pixel belongs to the target.
        min_area: share of the image; if the mask does not cover more, it is the union of those of the sentences.
        data_preprocessor: of the stock kind, without normalisation.

    Raises:
        ValueError: images would be normalised.
    """

    training_free = True

    def __init__(self, car: Part, crf: dict | Callable | None = None, threshold: float = 0.5,
                 min_area: float = 0.05, data_preprocessor: dict | None = None):
        super().__init__(data_preprocessor or dict(type='mmdet.DetDataPreprocessor', bgr_to_rgb=True))
        if getattr(self.data_preprocessor, '_enable_normalize', False):
            raise ValueError('CLIPAsRNNReferring feeds images to CLIP itself: its data preprocessor must not normalise '
                             'them (no mean, no std)')
        self.car = build_part(car)
        self.crf = TASK_UTILS.build(crf) if isinstance(crf, dict) else crf
        self.threshold, self.min_area = threshold, min_area

    def forward(self, inputs: Tensor | Sequence[Tensor], data_samples: Sequence[DetDataSample] | None = None,
                mode: str = 'tensor') -> list:
        """Find what sentences refer to.

        Args:
            inputs: images ``(3, H, W)``, or a batch of them with padding below and to the right.
            data_samples: one for each image, with ``text``; ``img_shape`` tells the size without padding.
            mode: ``'predict'`` or ``'tensor'``.

        Returns:
            The data samples with ``pred_instances``; in the mode ``'tensor'`` the masks ``(H, W)``, bool, alone.

        Raises:
            NotImplementedError: the mode is ``'loss'``: there is nothing to train.
            ValueError: the mode is unknown, or there are no sentences.
        """
        if mode == 'loss':
            raise NotImplementedError('CLIP as RNN is training-free: there is no loss. Test it with tools/test.py')
        check_choice('mode', mode, MODES)
        if data_samples is None or any('text' not in sample for sample in data_samples):
            raise ValueError('data_samples must have the sentences: let the meta_keys of PackDetInputs contain text')
        masks = [self._segment(image, sample) for image, sample in zip(inputs, data_samples, strict=True)]
        if mode == 'tensor':
            return masks
        for mask, sample in zip(masks, data_samples, strict=True):
            sample.pred_instances = InstanceData(masks=mask[None])
        return list(data_samples)

    def refer(self, image: np.ndarray, sentences: Sequence[str], size: tuple[int, int] | None = None) -> Tensor:
        """Find what sentences refer to in one image.

        Args:
            image: ``(H, W, 3)`` uint8, RGB.
            sentences: one or more for the same target.
            size: height and width of the mask; those of the image by default.

        Returns:
            ``(height, width)`` bool; nothing is true if no sentence is found.
        """
        found = self.car(image, sentences)
        masks, scores = found.masks.float(), found.scores.float()
        if self.crf is not None:
            masks = self._refine(image, masks)
        masks = F.interpolate(masks[None], size=tuple(size or image.shape[:2]), mode='bilinear')[0]
        mean = torch.einsum('qhw,q->hw', masks, scores) / scores.sum().clamp(min=torch.finfo(scores.dtype).tiny)
        mask = mean >= self.threshold
        if mask.float().mean() > self.min_area:
            return mask
        return (masks >= self.threshold).any(dim=0)

    def _segment(self, inputs: Tensor, sample: DetDataSample) -> Tensor:
        height, width = sample.metainfo.get('img_shape', inputs.shape[1:])[:2]
        image = inputs[:, :height, :width].permute(1, 2, 0).round().clamp(0, 255).byte().cpu().numpy()
        size = sample.metainfo.get('ori_shape', (height, width))[:2]
        return self.refer(np.ascontiguousarray(image), sample.text, size)

    def _refine(self, image: np.ndarray, masks: Tensor) -> Tensor:
        """Masks ``(Q, H, W)`` of 0 and 1, each of which competes with its own background; empty ones stay empty."""
        refined = [self.crf(image, mask[None].cpu().numpy()) == 1 if mask.any() else np.zeros(mask.shape, bool)
                   for mask in masks]
        return torch.from_numpy(np.stack(refined)).to(masks)
