"""Class attention as a localisation that only labels of images have taught."""
import numpy as np
import torch
from mmengine.evaluator import BaseMetric
from torchvision.ops import box_iou, masks_to_boxes

from mmuvp.models.task_modules import attention_masks
from mmuvp.registry import METRICS


@METRICS.register_module()
class AttentionBoxIoU(BaseMetric):
    """IoU, in percent, of the tight box of thresholded class attention with the true box, mean over images.

    TransMix, section 4.4 and table 5. Where an image has several boxes that with the largest IoU counts, as in the
    localisation task of ImageNet. Of each sample it reads `pred_attention` (h, w), of the whole image, and, of its
    meta information, `ori_shape`, the height and width that boxes refer to, and `instances`, as mmdet's data sets
    have them: `bbox` of each is left, top, right and bottom, and one with `ignore_flag` does not count. The
    `meta_keys` of `PackInputs` must name both. Key: `box_iou`.

    Args:
        mass (float): Share of the attention that the mask keeps.
        interpolation (str): How attention gets the size of the image: `'nearest'` or `'bilinear'`.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a sample has no `instances`, no image has a box, or see
            :func:`mmuvp.models.task_modules.attention_masks`.
    """
    default_prefix = 'attention'

    def __init__(self, mass=0.9, interpolation='nearest', collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.mass, self.interpolation = mass, interpolation

    def process(self, data_batch, data_samples):
        """Keep the IoU of each of a batch of samples; images without a box have none."""
        for sample in data_samples:
            if 'instances' not in sample:
                raise ValueError('a sample does not tell its boxes: let the meta_keys of PackInputs contain instances')
            truth = [instance['bbox'] for instance in sample['instances'] if not instance.get('ignore_flag', 0)]
            if truth:
                mask = attention_masks(
                    sample['pred_attention'][None], sample['ori_shape'], self.mass, self.interpolation)
                self.results.append(box_iou(tight_boxes(mask).cpu(), torch.tensor(truth, dtype=torch.float64)).max()
                                    .item())

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[float]): Of each image with a box.

        Returns:
            dict[str, float]: `box_iou`.
        """
        if not results:
            raise ValueError('no image has a box')
        return dict(box_iou=100 * float(np.mean(results)))


def tight_boxes(masks):
    """Find the smallest boxes around masks.

    Args:
        masks (Tensor): (B, H, W), bool.

    Returns:
        Tensor: (B, 4), float64: left, top, right and bottom edges in pixels; zeros for an empty mask.
    """
    boxes = torch.zeros(len(masks), 4, dtype=torch.float64, device=masks.device)
    filled = masks.flatten(1).any(dim=1)
    # that function gives the places of the last pixels
    boxes[filled] = masks_to_boxes(masks[filled]).double() + boxes.new_tensor([0, 0, 1, 1])
    return boxes
