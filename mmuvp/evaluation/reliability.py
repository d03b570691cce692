"""Accuracy and confidence of classifiers on natural adversarial examples."""
import numpy as np
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS

from .calibration import aurra, rms_calibration_error
from .label_subset import restrict


@METRICS.register_module()
class Reliability(BaseMetric):
    """Top-1 accuracy, RMS calibration error and AURRA, in percent.

    The measures of ImageNet-A (TransMix, section 4.3 and table 4; Hendrycks et al., Natural Adversarial Examples,
    2021); confidence is the largest probability. Where the data set's meta information has `labels`, as
    :class:`mmuvp.datasets.ImageNetA` has, the classifier chooses among these classes only.

    Of each sample it reads `pred_score` (classes, ) and `gt_label` (1, ). Keys: `top1`, `calibration_error`,
    `aurra`.

    Args:
        bin_size (int): Images in a bin of the calibration error.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If `bin_size` is below 1, or an image is of a class that is none of the data set's `labels`.
    """
    default_prefix = 'reliability'

    def __init__(self, bin_size=100, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        if bin_size < 1:
            raise ValueError(f'Reliability: a bin holds at least one image, not {bin_size}')
        self.bin_size = bin_size

    def process(self, data_batch, data_samples):
        """Keep the confidence of a batch of samples, and whether each is right."""
        labels = (self.dataset_meta or {}).get('labels')
        for sample in data_samples:
            truth, scores = sample['gt_label'].item(), sample['pred_score']
            if labels is not None:
                if truth not in labels:
                    raise ValueError(f'an image is of class {truth}, which is none of the data set\'s {len(labels)}')
                truth, scores = labels.index(truth), restrict(scores, labels)
            confidence, predicted = scores.double().max(dim=-1)
            self.results.append((confidence.item(), predicted.item() == truth))

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[float, bool]]): Confidence of each, and whether it is right.

        Returns:
            dict[str, float]: By key.
        """
        confidence, correct = np.array(results, float).T
        return dict(
            top1=100 * correct.mean(),
            calibration_error=100 * rms_calibration_error(confidence, correct, self.bin_size),
            aurra=100 * aurra(confidence, correct))
