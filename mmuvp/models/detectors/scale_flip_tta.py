"""Testing at several scales and mirrored."""
from collections.abc import Sequence

import torch
from mmdet.structures import SampleList
from mmengine.model import BaseTTAModel
from torch import Tensor

from mmuvp.models.heads.panoptic_deeplab_head import resize_instance_maps
from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.registry import MODELS


@MODELS.register_module()
class ScaleFlipTTA(BaseTTAModel):
    """Averages the dense predictions of ``mmuvp.PanopticDeepLab`` over scales and mirror images, then groups once.

    The batch is resized inside, so the pipeline is the ordinary one.  Probabilities of classes, heat and offsets
    are averaged at the resolution of the unscaled input.

    Args:
        module: config or module, the detector.
        scales: sizes of the input relative to the ordinary one.
        flip: whether each scale is also seen mirrored.
        data_preprocessor: as in the stock class.

    Raises:
        ValueError: without a scale.
    """

    def __init__(self, module, scales: Sequence[float] = (1.0,), flip: bool = True, data_preprocessor=None) -> None:
        super().__init__(module, data_preprocessor)
        if not scales:
            raise ValueError('scales must name one scale or more')
        self.scales, self.flip = tuple(scales), flip

    @torch.no_grad()
    def test_step(self, data: dict) -> SampleList:
        """Predictions for a batch of an ordinary test pipeline."""
        data = self.module.data_preprocessor(data, False)
        probability, maps = self.average(data['inputs'], data['data_samples'])
        # the logarithm of probabilities are logits of which they are the softmax
        tiny = torch.finfo(probability.dtype).tiny
        results = self.module.panoptic_fusion_head.predict(
            probability.clamp_(min=tiny).log_(), maps, data['data_samples'])
        return self.module.add_pred_to_datasample(data['data_samples'], results)

    def average(self, images: Tensor, data_samples: SampleList) -> tuple[Tensor, Tensor]:
        """Mean over all views of normalised images.

        Args:
            images: ``(B, 3, H, W)``.
            data_samples: of the batch.

        Returns:
            Probabilities ``(B, C, H, W)``, and heat and offsets ``(B, 3, H, W)``.
        """
        size = images.shape[-2:]
        views = [(scale, mirrored) for scale in self.scales for mirrored in ((False, True) if self.flip else (False,))]
        probability = maps = 0
        for scale, mirrored in views:
            view = bilinear_resize(images, [scaled_length(length, scale) for length in size])
            view = view.flip(-1) if mirrored else view
            logits, instance = self.module.panoptic_head.predict(self.module.extract_feat(view), data_samples)
            logits, instance = bilinear_resize(logits.float(), size), resize_instance_maps(instance.float(), size)
            if mirrored:
                logits, instance = logits.flip(-1), instance.flip(-1) * instance.new_tensor([[[1]], [[1]], [[-1]]])
            probability = logits.softmax(dim=1).div_(len(views)).add_(probability)
            maps = instance.div_(len(views)).add_(maps)
        return probability, maps

    def merge_preds(self, data_samples_list: list) -> list:
        """Not used: dense predictions are averaged before there are samples.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError('ScaleFlipTTA averages maps; give it the ordinary test pipeline as tta_pipeline')


def scaled_length(length: int, scale: float) -> int:
    """Pixels of a scaled axis; lengths of 16 n + 1 stay such where the scale allows it."""
    if length % 2 == 1:
        return round((length - 1) * scale) + 1
    return max(1, round(length * scale))
