"""Accuracy of classifiers on each variant of a test."""
from collections import defaultdict

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.fileio import load

from mmuvp.registry import METRICS


@METRICS.register_module()
class GroupedAccuracy(BaseMetric):
    """Top-1 accuracy, in percent, of each group of images, the mean over groups, and what it lacks to 100.

    For :class:`mmuvp.datasets.ImageNetC`, `mean_error` is the mean corruption error without AlexNet as the unit, as
    iBOT's table 6.8 has it; for :class:`mmuvp.datasets.BackgroundChallenge`, groups are its columns.

    Of each sample it reads `pred_score` (classes, ), `gt_label` (1, ) and `group`. Keys: the groups, `mean` and
    `mean_error`.

    Args:
        class_map (str, optional): A file of JSON that tells the label of each class of the classifier in the data
            set, -1 where it has none: `in_to_in9.json` of the background challenge. `None`: both have the same.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If samples have no `group`, or the file says nothing of one of the classes.
    """
    default_prefix = 'accuracy'

    def __init__(self, class_map=None, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.class_map = class_map if class_map is None else load(class_map)

    def process(self, data_batch, data_samples):
        """Keep the group of each sample of a batch, and whether it was classified rightly."""
        for sample in data_samples:
            if 'group' not in sample:
                raise ValueError('samples have no group: let the meta_keys of PackInputs contain it')
            predicted = self._label(sample['pred_score'].argmax().item())
            self.results.append((sample['group'], predicted == sample['gt_label'].item()))

    def _label(self, predicted):
        if self.class_map is None:
            return predicted
        if str(predicted) not in self.class_map:
            raise ValueError(f'the class map says nothing of class {predicted}')
        return self.class_map[str(predicted)]

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[str, bool]]): Group of each, and whether it is right.

        Returns:
            dict[str, float]: By key.
        """
        groups = defaultdict(list)
        for group, correct in results:
            groups[group].append(correct)
        scores = {group: 100 * float(np.mean(correct)) for group, correct in groups.items()}
        mean = float(np.mean(list(scores.values())))
        return dict(scores, mean=mean, mean_error=100 - mean)
