"""How well masks fit what expressions refer to."""
import numpy as np
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS

from .referred_masks import referred_masks


@METRICS.register_module()
class ReferringIoU(BaseMetric):
    """Intersection over union of the masks of referring segmentation, in percent.

    `mIoU` is the mean over all samples, which is what CaR reports (table 7), `oIoU` the intersections of all samples
    over their unions, and `P@0.5` and so on are the shares of samples whose IoU reaches a threshold. Two empty masks
    fit each other, with an IoU of 1. See :func:`mmuvp.evaluation.referred_masks.referred_masks` for what it reads. Of
    samples with one mask each that is not empty, `mmdet.RefSegMetric` gives the same `mIoU` and `oIoU`.

    Args:
        thresholds (Sequence[float]): Of the precisions.
        collect_device, prefix (str): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a sample has no true mask, or one of another size than the prediction.
    """
    default_prefix = 'refer'

    def __init__(self, thresholds=(0.5, 0.6, 0.7, 0.8, 0.9), collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.thresholds = tuple(thresholds)

    def process(self, data_batch, data_samples):
        """Count the pixels of a batch."""
        for sample in data_samples:
            mask, truth = referred_masks(sample)
            self.results.append(((mask & truth).sum(), mask.sum(), truth.sum()))

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[int, int, int]]): Of each sample, the pixels of the intersection, of the prediction,
                and of the truth.

        Returns:
            dict[str, float]: `mIoU`, `oIoU` and precisions.
        """
        intersections, unions, ious = intersection_over_union(results)
        return dict(mIoU=100 * float(ious.mean()), oIoU=overall_iou(intersections, unions),
                    **precisions(ious, self.thresholds))


def intersection_over_union(results):
    """Compute the IoU of each sample.

    Args:
        results (list[tuple[int, int, int]]): See :meth:`ReferringIoU.compute_metrics`.

    Returns:
        tuple[ndarray, ndarray, ndarray]: Of each sample, pixels of the intersection, pixels of the union, and the IoU
        from 0 to 1.
    """
    intersections, predicted, true = np.array(results, np.int64).T
    unions = predicted + true - intersections
    return intersections, unions, np.where(unions > 0, intersections / np.maximum(unions, 1), 1.0)


def overall_iou(intersections, unions):
    """All intersections over all unions, in percent; 100 if there is no pixel in either."""
    return 100 * float(intersections.sum() / unions.sum()) if unions.any() else 100.0


def precisions(ious, thresholds):
    """Shares of the IoUs, in percent, that reach thresholds, by names such as `P@0.5`."""
    return {f'P@{threshold:g}': 100 * float((ious >= threshold).mean()) for threshold in thresholds}
