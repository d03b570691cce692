"""How well a model that drops words knows which of them an image shows."""
import torch
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS


@METRICS.register_module()
class QueryFilter(BaseMetric):
    """Scores which classes a model keeps of those it was asked for, against those that the map of labels shows.

    The model puts the labels of the classes it keeps into ``kept_classes`` of a sample, as
    :class:`mmuvp.CLIPAsRNNSegmentor` does. All pairs of an image and a class count alike. Its scores, in percent:

    - ``absent_removed``: of the classes that an image does not show, those dropped;
    - ``recall``: of the classes that it shows, those kept;
    - ``precision``: of the classes kept, those that it shows.

    Args:
        ignore_labels (Sequence[int]): Labels that were not asked for, such as that of the background.
        ignore_index (int): Of pixels without a label.
        min_pixels (int): A class is shown when at least so many pixels have its label.
        **kwargs: Arguments of the base class.

    Raises:
        ValueError: ``min_pixels`` is below 1.
    """

    default_prefix = 'filter'

    def __init__(self, ignore_labels=(), ignore_index=255, min_pixels=1, **kwargs):
        super().__init__(**kwargs)
        if min_pixels < 1:
            raise ValueError(f'min_pixels must be at least 1, got {min_pixels}')
        self.ignore_labels = list(ignore_labels)
        self.ignore_index = ignore_index
        self.min_pixels = min_pixels

    def process(self, data_batch, data_samples):
        """Note what was kept of each sample.

        Args:
            data_batch (dict): Not needed.
            data_samples (Sequence[dict]): Each with ``kept_classes`` (K, ), int64, and ``gt_sem_seg``.

        Raises:
            KeyError: The model does not tell what it kept.
        """
        count = len(self.dataset_meta['classes'])
        asked = torch.ones(count, dtype=torch.bool)
        asked[self.ignore_labels] = False
        for sample in data_samples:
            if 'kept_classes' not in sample:
                raise KeyError('samples have no kept_classes: mmuvp.QueryFilter judges models that drop classes, such '
                               'as mmuvp.CLIPAsRNNSegmentor')
            labels = sample['gt_sem_seg']['data'].flatten().cpu()
            shown = torch.bincount(labels[labels != self.ignore_index], minlength=count) >= self.min_pixels
            kept = torch.zeros(count, dtype=torch.bool)
            kept[sample['kept_classes'].cpu()] = True
            shown, kept = shown[asked], kept[asked]
            self.results.append(((shown & kept).sum(), shown.sum(), kept.sum(), asked.sum()))

    def compute_metrics(self, results):
        """Scores over all images.

        Args:
            results (list[tuple]): Numbers of classes shown and kept, shown, kept, and asked for, of each image.

        Returns:
            dict[str, float]: In percent; a score without a case is missing.
        """
        hits, shown, kept, asked = (sum(int(row[i]) for row in results) for i in range(4))
        absent, wrong = asked - shown, kept - hits
        scores = dict(absent_removed=(absent - wrong, absent), recall=(hits, shown), precision=(hits, kept))
        return {name: 100 * part / whole for name, (part, whole) in scores.items() if whole}
